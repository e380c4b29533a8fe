"""Finds the names of persons in a folded text: where somebody is introduced, or stands beside a number of theirs.

A name is not known by its letters, as a number is, but by the words around it: "我叫", "姓名：", "my name is", or an
identity number that follows. A name without such words ("王小明的护照") stays; SECURITY.md says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_COMPOUND = "欧阳|歐陽|上官|司马|司馬|诸葛|諸葛|东方|東方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|百里|呼延|南宫"
# The commoner surnames, those of Hainan (符, 羊, 邢, 蒙, 吉 ...) and their traditional forms among them.
_SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓韩冯曹彭曾萧肖田董袁潘蔡蒋余于杜叶程苏魏吕丁任卢姚沈钟姜"
    "崔谭陆范汪廖石金贾夏韦傅邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔白汤向常温康施文牛樊葛邢安"
    "齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛"
    "靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农司卓古吉缪简项连芦麦褚娄窦戚岑景费卜冷晏席卫米柏宗瞿桂佟应臧闵苟邬边卞"
    "姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩佘池查麻苑迟邝官封谈匡鞠惠荆冀郁胥班储栗燕楚鄢劳谌奚冼蔺楼盘闻厉伊区郜阚"
    "权帅屠朴练廉井祖巴丰支平乐云容羊阿"
    "張劉陳楊黃趙吳孫馬羅鄭謝許鄧韓馮蕭葉蘇呂盧鐘鍾陸賈韋鄒龍賀顧龔萬錢嚴湯溫齊喬龐顏莊聶魯歐關蘭寧紀畢單塗駱藍華饒"
    "陽農繆簡項連區邊閆"
)
_SURNAME = f"(?:{_COMPOUND}|[{_SINGLE}])"
# What follows a name in a sentence rather than ends it: 我叫王明我要办护照.
_NOT_GIVEN = "我你您他她它们的地得要想在是有去跟与及把被给请帮能可不没也就从今手身办约拿很吗呢吧啊呀了过着这那个什怎么号电住岁男女先"
_GIVEN = f"[一-鿿](?<![{_NOT_GIVEN}])"
_HAN_NAME = rf"(?:[一-鿿]{{1,6}}(?:[·•・][一-鿿]{{1,8}}){{1,3}}|{_SURNAME}(?:{_GIVEN}){{1,2}})"
_LATIN_NAME = r"[A-Z][A-Za-z'\-]{1,19}(?:[ ][A-Z][A-Za-z'\-.]{0,19}){0,3}"
_MARK = r"[ ]?(?:是|叫|为|為|[:：])?[ ]?"
_SAID = (
    rf"(?:我叫|我的名字|我名字|名字叫|名字是|姓名|名字[:：]|本人叫?|我就是|我是(?={_HAN_NAME}\b)"
    rf"|(?:我|患者|孩子|儿子|女儿|老公|老婆|丈夫|妻子|爸爸|妈妈|父亲|母亲|爱人|联系人|申请人|被保险人|投保人|户主)(?:的?(?:名字|姓名)|叫)?(?:叫做|叫|是[:：]|[:：]))"
)
_INTRODUCED = re.compile(rf"{_SAID}{_MARK}(?P<name>{_HAN_NAME})")
_FORM_FIELD = re.compile(rf"(?:姓名|名字是|的名字叫){_MARK}(?P<name>[一-鿿]{{2,4}})\b")
_ENGLISH_FIELD = re.compile(
    r"\b(?i:my (?:full |first |last )?name(?:'s| is)|the name is|(?:full )?name ?:|(?:i am|i'm|im) called)[ ]?"
    r"(?P<name>(?!(?i:not|on|in|mis\w+|spel\w+|wrong\w*|different|too|written|the)\b)[A-Za-z][A-Za-z'\-]{1,19}"
    r"(?:[ ](?!(?i:and|i|my|the|can|could|would|want|need|please|to|from|here)\b)[A-Za-z][A-Za-z'\-.]{0,19}){0,3})"
)
_ENGLISH = re.compile(rf"\b(?:[Ii] am|[Ii]'m|[Tt]his is)[ ](?:(?:Mr|Mrs|Ms|Miss|Dr)\.?[ ])?(?P<name>{_LATIN_NAME})")
# 王小明，身份证4602… : a short word of its own beside a number of a person's.
_BEFORE_NUMBER = re.compile(
    rf"(?<!\w)(?P<name>{_SURNAME}(?:{_GIVEN}){{1,2}})\W{{0,2}}"
    r"(?:(?:我?的)?(?:身份证|身份證|手机|手機|电话|電話|护照|護照|卡)(?:号码|号|號碼|號)?(?:是|为|[:：])?)?[ ]?$"
)
# Words that begin like a name.
_ORDINARY = re.compile(
    r"周[一二三四五六日末]|游客|高[中一二三龄]|单[身亲位]|农[民村业]|司机|商[人户]|官[员方]|华[侨人]|金融|常[住驻]|成[都年人功]|路过|包[工车]"
    r"|万宁|乐东|东方[人市]|文昌|白沙|云南|宁夏|吉林|安[徽全]|江[西苏]|苗族|黎族|蒙古|平[安时]|应[该急]|查[询一]|解[决释]|成功|连续|路边|管理|费用"
    r"|(?:Chinese|English|American|British|Russian|French|German|Canadian|Australian|Korean|Japanese|Hainan|Sanya|Shimin"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z]+)\b"
)


def find_names(text: str, numbers: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans of names; ``numbers`` are the spans of identity and phone numbers found in the text.

    Spans may overlap; the caller keeps the first of those that do.
    """
    for pattern in (_INTRODUCED, _FORM_FIELD, _ENGLISH_FIELD, _ENGLISH):
        for match in pattern.finditer(text):
            if not _ORDINARY.match(match["name"]):
                yield match.span("name")
    for start, _ in numbers:
        before = _BEFORE_NUMBER.search(text, 0, start)
        if before is not None and not _ORDINARY.match(before["name"]):
            yield before.span("name")
