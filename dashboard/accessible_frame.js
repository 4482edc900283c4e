/* What Streamlit's own frame lacks for those who listen, use a keyboard, or read French.

   The address names the language. The language of the document follows it, also where a reader
   switches without loading the page anew, and so do the few labels that Streamlit writes itself.
   What scrolls can be reached by the Tab key; menus with headings are no lists, because Streamlit
   puts the headings between a list and its items. Words of ours are never touched: they come from
   the catalogues in the right language. */
(() => {
    const FRENCH = new Map([
        ["App pages", "Pages de l’application"],
        ["Sidebar", "Menu latéral"],
        ["Expand sidebar", "Ouvrir le menu"],
        ["Collapse sidebar", "Fermer le menu"],
        ["Open", "Ouvrir"],
        ["Close", "Fermer"],
        ["Clear all", "Tout effacer"],
        ["Copy to clipboard", "Copier"],
        ["Copied", "Copié"],
        ["Show password", "Afficher la saisie"],
        ["Hide password", "Masquer la saisie"],
        ["Stop", "Arrêter"],
        ["No results", "Aucun résultat"],
        ["Upload", "Choisir un fichier"],
        ["Browse files", "Choisir un fichier"],
        ["50MB per file", "50\u00a0Mo par fichier"],
        ["Error: ", "Erreur\u00a0: "],
        ["File must be 50.0MB or smaller.", "Le fichier dépasse 50\u00a0Mo."],
        ["1MB per file", "1\u00a0Mo par fichier"],
        ["Drag and drop file here", "Glissez un fichier ici"],
        ["Drag and drop files here", "Glissez des fichiers ici"],
        ["Page not found", "Page introuvable"],
        [
            "The page that you have requested does not seem to exist. Running the app's main page.",
            "La page demandée n’existe pas. Voici la page d’accueil.",
        ],
        ["Connection error", "Connexion perdue"],
        [
            "Streamlit server is not responding. Are you connected to the internet?",
            "Le serveur ne répond pas. Êtes-vous connecté à internet\u00a0?",
        ],
    ]);
    const ENGLISH = new Map([...FRENCH].map(([english, french]) => [french, english]));
    const WORDS = { en: ENGLISH, fr: FRENCH };
    const SPOKEN = ["aria-label", "title", "placeholder"];
    // Texts, not labels: Streamlit writes them inside these parts alone.
    const FRAMES =
        "[data-testid=stFileUploaderDropzone] *, [data-testid=stFileChip] *," +
        " [role=listbox] *, [role=dialog] *";

    const speak = () => {
        const code = new URLSearchParams(location.search).get("lang");
        const words = WORDS[code];
        if (!words) return;
        if (document.documentElement.lang !== code) document.documentElement.lang = code;
        for (const name of SPOKEN)
            for (const element of document.querySelectorAll(`[${name}]`))
                if (words.has(element.getAttribute(name)))
                    element.setAttribute(name, words.get(element.getAttribute(name)));
        for (const element of document.querySelectorAll(FRAMES))
            for (const node of element.childNodes)
                if (node.nodeType === Node.TEXT_NODE && words.has(node.data))
                    node.data = words.get(node.data);
    };

    const letKeyboardScroll = () => {
        for (const region of document.querySelectorAll(".stTable > div, .stCode pre"))
            if (region.scrollWidth > region.clientWidth || region.scrollHeight > region.clientHeight)
                region.tabIndex = 0;
            else region.removeAttribute("tabindex");
    };

    const tellMenusFromLists = () => {
        const menus = "[data-testid=stSidebarNavItems], [data-testid=stSidebarNavItems] li";
        for (const part of document.querySelectorAll(menus)) part.role = "presentation";
    };

    let isWaiting = false;
    const mendSoon = () => {
        if (isWaiting) return;
        isWaiting = true;
        requestAnimationFrame(() => {
            isWaiting = false;
            speak();
            letKeyboardScroll();
            tellMenusFromLists();
        });
    };
    addEventListener("resize", mendSoon);
    // A closed box has no height: what it holds scrolls only once it is open.
    addEventListener("toggle", mendSoon, { capture: true });
    new MutationObserver(mendSoon).observe(document.documentElement, {
        childList: true,
        subtree: true,
        attributes: true,
        attributeFilter: [...SPOKEN, "data-test-script-state"],
    });
})();
