"""What the columns of the known tables mean, in both languages."""

from __future__ import annotations

from typing import NamedTuple


class Meaning(NamedTuple):
    """A feature's title in both languages and its unit."""

    en: str
    zh: str
    unit: str


MEANINGS = {
    "CRIM": Meaning("Crime rate per person", "人均犯罪率", "per 100"),
    "ZN": Meaning("Residential land in lots over 25,000 sq ft", "大块住宅用地比例", "%"),
    "INDUS": Meaning("Non-retail business land", "非零售商业用地比例", "%"),
    "CHAS": Meaning("Borders the Charles River (1) or not (0)", "是否毗邻查尔斯河（1 是，0 否）", "0/1"),
    "NOX": Meaning("Nitric oxides", "一氧化氮浓度", "parts per 10 million"),
    "RM": Meaning("Rooms per dwelling", "每户房间数", "rooms"),
    "AGE": Meaning("Owner-occupied homes built before 1940", "1940 年前建成的自住房比例", "%"),
    "DIS": Meaning("Weighted distance to five employment centres", "到五个就业中心的加权距离", "miles"),
    "RAD": Meaning("Access to radial highways", "高速公路便利指数", "index"),
    "TAX": Meaning("Property tax per $10,000", "每万美元房产税", "$"),
    "PTRATIO": Meaning("Pupils per teacher", "师生比", "pupils"),
    "B": Meaning("1000 (b - 0.63)^2, b the share of Black residents", "1000 (b - 0.63)^2，b 为黑人居民比例", "index"),
    "LSTAT": Meaning("Lower-status population", "低收入人口比例", "%"),
    "MedInc": Meaning("Median income", "收入中位数", "10,000 $"),
    "HouseAge": Meaning("Median house age", "房龄中位数", "years"),
    "AveRooms": Meaning("Rooms per household", "户均房间数", "rooms"),
    "AveBedrms": Meaning("Bedrooms per household", "户均卧室数", "bedrooms"),
    "Population": Meaning("Population of the block group", "街区人口", "people"),
    "AveOccup": Meaning("Household members", "户均人数", "people"),
    "Latitude": Meaning("Latitude", "纬度", "degrees"),
    "Longitude": Meaning("Longitude", "经度", "degrees"),
}


def meaning_of(name: str) -> Meaning:
    """Give what is known of a feature; a person's own column goes by its name."""
    return MEANINGS.get(name, Meaning(name, name, ""))
