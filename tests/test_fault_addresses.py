"""Addresses and versions are names: no figure is made of their parts."""

import pytest
from faults import figures, reviewed


@pytest.mark.parametrize("address", [
    "http://127.0.0.1:18182/", "https://www.example.gov.cn/art/2023/12/11/art_1229_598.html?p=3.5%25", "www.example.cn/12/30.htm",
    "10.0.16.3:8080", "gov12345@example.gov.cn", "V3.2.1", "2.10.4", "http://127.0.0.1:18182/%E5%85%AC%E6%8A%A5/0.1%",
])  # fmt: skip
def test_an_address_is_a_name(address: str) -> None:
    report = reviewed(f"地区生产总值512.37亿元，增长5.8%。详见{address} 。平台升级到{address} ，用户3600人。")
    assert [row[2] for row in figures(report)] == [512.37, 5.8, 3600]


@pytest.mark.parametrize(
    "sentence", ["三次产业结构调整为14.1:26.8:59.1。", "增长5.8%。税收收入31.25亿元。", "增长12.5.8%。"]
)
def test_figures_are_no_address(sentence: str) -> None:
    assert figures(reviewed(sentence))
