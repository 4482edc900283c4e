"""Each mapping that ships reads what its product writes, in the product's own headers."""

import duckdb
import pytest
import yaml

from ingest.contracts.contract import load_contracts
from ingest.errors import MappingRefused
from ingest.mapping.mapped_rows import load_mapping, map_rows
from ingest.mapping.mapping_file import SHIPPED, shipped_mappings
from ingest.reading.receive import receive
from ingest.reading.staging import stage

# Discourse: columns of `posts` and `users`. phpBB: `phpbb_posts`, `phpbb_users`, unix times.
# Facebook: columns of the group scripts in the manner of `get_fb_posts_fb_group.py`, which wrote
# their times five hours behind UTC. Pushshift: keys of comments and submissions.
# REDCap: <survey>_timestamp, <form>_complete.
SAMPLES = {
    "discourse_posts": (
        ("post_id,user_id,topic_id,created_at,activity_type,answered_post_id\n"
        "11,5,3,2024-05-01 10:11:12 UTC,post,\n"
        "12,6,3,2024-05-01T10:15:00.123Z,reply,11\n"),
        [("11", "5", "north", "2024-05-01 10:11", "post", "3", None),
         ("12", "6", "north", "2024-05-01 10:15", "reply", "3", "11")],
    ),
    "discourse_members": (
        "user_id,created_at\n5,2024-05-01 10:11:12 UTC\n",
        [("5", "north", "2024-05-01", None, None, None, None, None, None)],
    ),
    "phpbb_posts": (
        ('"post_id","topic_id","poster_id","post_time","activity_type","answered_post_id"\n'
        '"11","3","5","1714558272","post",NULL\n"12","3","6","1714558500","reply","11"\n'),
        [("11", "5", "north", "2024-05-01 10:11", "post", "3", None),
         ("12", "6", "north", "2024-05-01 10:15", "reply", "3", "11")],
    ),
    "phpbb_members": (
        '"user_id","user_regdate"\n"5","1714558272"\n',
        [("5", "north", "2024-05-01", None, None, None, None, None, None)],
    ),
    "reddit_comments": (
        ("id,author_fullname,created_utc,link_id,parent_id\n"
        "abc,k5,1714558272,t3_xyz,t3_xyz\nabd,k6,1714558500,t3_xyz,t1_abc\n"
        # Of an account that was deleted: nobody can fill in who it was.
        "abe,[deleted],1714558600,t3_xyz,t1_abd\n"),
        [("t1_abc", "k5", "north", "2024-05-01 10:11", "reply", "t3_xyz", "t3_xyz"),
         ("t1_abd", "k6", "north", "2024-05-01 10:15", "reply", "t3_xyz", "t1_abc")],
    ),
    "reddit_submissions": (
        "id,author_fullname,created_utc\nxyz,k5,1714558272.0\nxyy,,1714558272.0\n",
        [("t3_xyz", "k5", "north", "2024-05-01 10:11", "post", "t3_xyz", None)],
    ),
    "facebook_group_posts": (
        ("status_id,member_code,status_type,status_published,num_reactions\n"
        "12_34,k5,status,2016-05-01 05:11:12,3\n"),
        # Five hours behind UTC, in summer too.
        [("12_34", "k5", "north", "2016-05-01 10:11", "post", "12_34", None)],
    ),
    "facebook_group_comments": (
        ("comment_id,status_id,parent_id,member_code,comment_published,num_likes\n"
        "12_35,12_34,,k6,2016-05-01 05:15:00,0\n12_36,12_34,12_35,k5,2016-05-01 05:20:59,1\n"),
        [("12_35", "k6", "north", "2016-05-01 10:15", "reply", "12_34", "12_34"),
         ("12_36", "k5", "north", "2016-05-01 10:20", "reply", "12_34", "12_35")],
    ),
    "redcap_phq9_gad7": (
        "record_id,redcap_event_name,phq9_timestamp," + ",".join(f"phq9_{n}" for n in range(1, 10))
        + ",phq9_complete,gad7_timestamp," + ",".join(f"gad7_{n}" for n in range(1, 8))
        + ",gad7_complete\n"
        "1,baseline_arm_1,2024-05-01 10:11:12,3,3,3,3,3,3,3,3,2,2,2024-05-01 10:15:00,"
        "1,1,1,1,1,1,0,2\n"
        "2,baseline_arm_1,[not completed],1,,,,,,,,,0,,,,,,,,,0\n",
        [("1", "north", "2024-05-01", "PHQ-9", str(8 * 3 + 2)),
         ("1", "north", "2024-05-01", "GAD-7", str(6 * 1 + 0))],
    ),
    "google_forms_phq9_gad7": (
        '"Timestamp","Your member code",'
        + ",".join(
            f'"Over the last 2 weeks, how often have you been bothered by: [{item}]"'
            for item in (
                "Little interest or pleasure in doing things",
                "Feeling down, depressed, or hopeless",
                "Trouble falling or staying asleep, or sleeping too much",
                "Feeling tired or having little energy",
                "Poor appetite or overeating",
                "Feeling bad about yourself — or that you are a failure",
                "Trouble concentrating on things, such as reading the newspaper",
                "Moving or speaking so slowly that other people could have noticed",
                "Thoughts that you would be better off dead",
                "Feeling nervous, anxious, or on edge",
                "Not being able to stop or control worrying",
                "Worrying too much about different things",
                "Trouble relaxing",
                "Being so restless that it's hard to sit still",
                "Becoming easily annoyed or irritable",
                "Feeling afraid as if something awful might happen",
            )
        )
        + '\n"2024/05/01 10:11:12 AM GMT+2","m7",'
        + ",".join(['"Several days"'] * 8 + ['"Not at all"'] + ['"Nearly every day"'] * 7) + "\n",
        [("m7", "north", "2024-05-01", "PHQ-9", str(8 * 1)),
         ("m7", "north", "2024-05-01", "GAD-7", str(7 * 3))],
    ),
    "google_forms_phq9_gad7_fr": (
        '"Horodateur","Votre code de membre",'
        + ",".join(
            f'"Au cours des 2 dernières semaines, avez-vous été gêné(e) par : [{item}]"'
            for item in (
                "Peu d’intérêt ou de plaisir à faire les choses",
                "Être triste, déprimé(e) ou désespéré(e)",
                "Difficultés à s’endormir ou à rester endormi(e), ou dormir trop",
                "Se sentir fatigué(e) ou manquer d’énergie",
                "Avoir peu d’appétit ou manger trop",
                "Avoir une mauvaise opinion de soi-même",
                "Avoir du mal à se concentrer, par exemple, pour lire le journal",
                "Bouger ou parler si lentement que les autres auraient pu le remarquer",
                "Penser qu’il vaudrait mieux mourir",
                # The French version; the Canadian one says the same in other words.
                "Un sentiment de nervosité, d'anxiété ou de tension",
                "Une incapacité à arrêter de s'inquiéter ou à contrôler ses inquiétudes",
                "Inquiétudes excessives à propos de tout et de rien",
                "Des difficultés à se détendre",
                "Agitation telle qu'il est difficile de rester tranquille",
                "Devenir facilement contrarié(e) ou irritable",
                "Avoir peur que quelque chose d'épouvantable puisse arriver",
            )
        )
        + '\n"2024/05/01 10:11:12 AM UTC+2","m7",'
        + ",".join(['"Plusieurs jours"'] * 8 + ['"Jamais"'] + ['"Plus de la moitié des jours"'] * 7)
        + "\n",
        [("m7", "north", "2024-05-01", "PHQ-9", str(8 * 1)),
         ("m7", "north", "2024-05-01", "GAD-7", str(7 * 2))],
    ),
}  # fmt: skip


def test_every_mapping_that_ships_has_its_sample():
    assert set(SAMPLES) == set(shipped_mappings())


@pytest.mark.parametrize("name", SAMPLES)
def test_a_native_export_is_mapped_by_three_lines_of_the_partner(tmp_path, name):
    content, expected = SAMPLES[name]
    # The scripts of Facebook's dumps have a zone of their own, which the mapping states.
    zone = "" if name.startswith("facebook") else "time_zone: UTC\n"
    (tmp_path / "export.csv").write_text(content)
    (tmp_path / "mine.yaml").write_text(
        f"extends: {name}\n{zone}constants: {{community_id: north}}\n"
    )
    with duckdb.connect() as con:
        staged = stage(con, receive(tmp_path / "export.csv"), "raw")
        mapping = load_mapping(tmp_path / "mine.yaml")
        (export,) = map_rows(con, staged, mapping, load_contracts()).exports
        query = f'select * exclude (row_number) from "{export.table}" order by row_number'
        assert con.execute(query).fetchall() == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_a_mapping_as_it_ships_asks_for_the_community(name):
    with pytest.raises(MappingRefused) as refused:
        load_mapping(name)
    assert refused.value.code == "mapping.unfilled"


def test_the_readme_lists_every_mapping_and_every_key():
    readme = (SHIPPED / "README.md").read_text()
    from ingest.mapping import mapping_file

    keys = {*mapping_file._TOP_KEYS, *mapping_file._ENTRY_KEYS, *mapping_file._SOURCES}
    keys |= {item.name for item in mapping_file.fields(mapping_file.ColumnRule)}
    keys |= set(shipped_mappings()) | set(mapping_file.DATE_FORMATS)
    keys |= set(mapping_file.CONVERSIONS)
    assert {key for key in keys if f"`{key}`" not in readme} == set()


def test_mappings_that_ship_are_plain_yaml():
    for path in shipped_mappings().values():
        assert yaml.safe_load(path.read_text())["about"]
