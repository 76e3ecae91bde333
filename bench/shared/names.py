"""Names of invented people, as common ones are: surnames and signs of given names."""

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程"
    "魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙史陶贺毛郝顾龚邵"
    "万覃武钱戴严莫孔向常汤单解仇区欧翟查朴"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国文斌志海鹏飞宇浩然子轩梓涵欣怡"
    "雨佳俊峰波辉健林雪云春燕玲凤晓东成龙思远嘉诚博雅天佑一诺若曦永福德荣庆祥立新民生振兴学良家"
    "宝瑞雯琳婷倩颖慧莉媛悦彤诗涵语沐泽昊睿"
)


def drawn(signs: str, count: int) -> list[str]:
    """Return so many signs, the first ones most often, as few surnames are those of many."""
    return [signs[place * place // count * len(signs) // count] for place in range(count)]
