/* Says in the page's language what Streamlit's own frame only knows in English.

   The address names the language. The language of the document follows it, also where a reader
   switches without loading the page anew, and so do the few labels that Streamlit writes itself.
   Labels of ours are never touched: they come from the catalogues in the right language. */
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
        ["Stop", "Arrêter"],
        ["No results", "Aucun résultat"],
        ["Upload", "Choisir un fichier"],
        ["Browse files", "Choisir un fichier"],
        ["Drag and drop file here", "Glissez un fichier ici"],
        ["Drag and drop files here", "Glissez des fichiers ici"],
    ]);
    const ENGLISH = new Map([...FRENCH].map(([english, french]) => [french, english]));
    const WORDS = { en: ENGLISH, fr: FRENCH };
    const SPOKEN = ["aria-label", "title", "placeholder"];
    // Texts, not labels: Streamlit writes them inside these parts alone.
    const FRAMES = "[data-testid=stFileUploaderDropzone] *, [role=listbox] *";

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

    let isWaiting = false;
    const speakSoon = () => {
        if (isWaiting) return;
        isWaiting = true;
        requestAnimationFrame(() => {
            isWaiting = false;
            speak();
        });
    };
    new MutationObserver(speakSoon).observe(document.documentElement, {
        childList: true,
        subtree: true,
        attributes: true,
        attributeFilter: ["aria-label", "placeholder", "data-test-script-state"],
    });
})();
