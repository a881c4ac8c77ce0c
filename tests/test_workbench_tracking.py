"""Promises and what became of them in the workbench: the pairs of the store, each as the command tells it."""

import re
from collections.abc import Iterator

import pytest
from panel import fill_store, write_reports
from workbench import Running, running

from summarizer.findings.tracking import track
from summarizer.findings.tracking.model import Tracking
from summarizer.store.reports import find_stored, load_report


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A workbench over reports of ten places, of which two have one of the year after."""
    folder = tmp_path_factory.mktemp("tracked")
    write_reports(folder / "reports", 12)
    fill_store(folder / "panel.duckdb", folder / "reports")
    with running(folder / "panel.duckdb") as workbench:
        yield workbench


def test_every_pair_is_listed_and_found_by_its_region(opened: Running) -> None:
    with opened.client() as client:
        page = client.get("/tracking").text
        found = re.findall(r'<th scope="row">([^<]+)</th><td><a href="([^"]+)">([^<]+)</a>', page)
        assert [(region, years) for region, _, years in found] == [
            ("澜溪县", "2010 → 2011"), ("青溪县", "2010 → 2011"),
        ]  # fmt: skip
        assert "澜溪县" not in client.get("/tracking", params={"region": "青溪"}).text
        assert "没有这个地区" in client.get("/tracking", params={"region": "松溪"}).text
        told = client.get("/api/v1/tracking").json()
    assert [(pair["region"], pair["reviewed"]) for pair in told] == [("澜溪县", "2011"), ("青溪县", "2011")]
    assert f"/tracking/{told[0]['old']}/{told[0]['new']}" == found[0][1]


def test_a_pair_tells_what_the_command_tells_with_both_texts(opened: Running) -> None:
    with opened.client() as client:
        pair = client.get("/api/v1/tracking", params={"region": "青溪县"}).json()[0]
        told = Tracking.model_validate(client.get(f"/api/v1/tracking/{pair['old']}/{pair['new']}").json())
        page = client.get(f"/tracking/{pair['old']}/{pair['new']}").text
        assert client.get(f"/tracking/{pair['old']}/0123456789abcdef-1").status_code == 404
        assert client.get(f"/api/v1/tracking/{pair['old']}/0123456789abcdef-1").status_code == 404
    with opened.store.reading() as connection:
        stored = [find_stored(connection, pair[which]) for which in ("old", "new")]
        old, new = (load_report(connection, each) for each in stored if each)
    assert told == track(old, new)
    (gdp,) = (item for item in told.targets if item.canon == "gdp")
    assert (gdp.verdict, gdp.distance) == ("missed", -0.5)
    assert "6%以上" in page and "未达到" in page
    links = set(re.findall('href="#([^"]+)"', page)) - {"ui-main"}
    assert links and all(f'id="{link}"' in page for link in links)
    assert all(f'href="/reports/{pair[which]}"' in page for which in ("old", "new"))
