"""Made-up companies, people and products of the demo tenant. None of them exists."""

COMPANIES: tuple[tuple[str, str, str, str, str, int], ...] = (
    ("苏州恒岳精密机械有限公司", "hengyue", "manufacturing", "east", "苏州", 860),
    ("宁波海岚注塑科技有限公司", "hailan", "manufacturing", "east", "宁波", 420),
    ("无锡启明轴承股份有限公司", "qiming", "manufacturing", "east", "无锡", 1350),
    ("佛山嘉沃家电制造有限公司", "jiawo", "manufacturing", "south", "佛山", 2400),
    ("东莞锐立电子有限公司", "ruili", "manufacturing", "south", "东莞", 980),
    ("Kaiser Fluid Systems (China) Co., Ltd.", "kaiserfluid", "manufacturing", "east", "上海", 310),
    ("芜湖驰远汽车零部件有限公司", "chiyuan", "automotive", "east", "芜湖", 1750),
    ("广州南驰新能源汽车有限公司", "nanchi", "automotive", "south", "广州", 5200),
    ("十堰汉江车桥有限公司", "hanjiang", "automotive", "central", "十堰", 2100),
    ("Norden Auto Parts (Changchun) Ltd.", "nordenauto", "automotive", "north", "长春", 640),
    ("西安秦岭风电设备有限公司", "qinling", "energy", "north", "西安", 730),
    ("成都蓉能储能科技有限公司", "rongneng", "energy", "southwest", "成都", 560),
    ("合肥光屿光伏股份有限公司", "guangyu", "energy", "east", "合肥", 3100),
    ("大同云冈热电有限公司", "yungang", "energy", "north", "大同", 880),
    ("杭州予安医疗器械有限公司", "yuan-med", "healthcare", "east", "杭州", 450),
    ("武汉同泽体检连锁有限公司", "tongze", "healthcare", "central", "武汉", 1900),
    ("重庆渝康医药物流有限公司", "yukang", "healthcare", "southwest", "重庆", 1200),
    ("上海澄湖融资租赁有限公司", "chenghu", "finance", "east", "上海", 260),
    ("深圳前澜保险经纪有限公司", "qianlan", "finance", "south", "深圳", 380),
    ("北京丰和小额信贷有限公司", "fenghe", "finance", "north", "北京", 190),
    ("长沙橘洲便利连锁有限公司", "juzhou", "retail", "central", "长沙", 4300),
    ("昆明滇味食品连锁有限公司", "dianwei", "retail", "southwest", "昆明", 1600),
    ("厦门鹭岛跨境电商有限公司", "ludao", "retail", "south", "厦门", 240),
    ("Meridian Retail (Beijing) Co., Ltd.", "meridian", "retail", "north", "北京", 720),
    ("郑州中原冷链物流有限公司", "zhongyuan", "logistics", "central", "郑州", 2700),
    ("青岛港湾供应链管理有限公司", "gangwan", "logistics", "north", "青岛", 910),
    ("义乌商驿快运有限公司", "shangyi", "logistics", "east", "义乌", 3400),
    ("南京钟灵职业教育集团", "zhongling", "education", "east", "南京", 1100),
    ("贵阳黔学在线教育科技有限公司", "qianxue", "education", "southwest", "贵阳", 330),
    ("天津海河双语学校", "haihe", "education", "north", "天津", 280),
)
"""(name, name in mail addresses, industry, region, city, employees)."""

PARENTS: tuple[tuple[int, int], ...] = ((1, 0), (8, 7), (11, 12), (16, 15), (22, 20), (25, 24))
"""(company, the company it belongs to), by position in `COMPANIES`; the second is no subsidiary itself."""

FAMILY_NAMES: tuple[tuple[str, str], ...] = (
    ("王", "wang"), ("李", "li"), ("张", "zhang"), ("刘", "liu"), ("陈", "chen"), ("杨", "yang"),
    ("赵", "zhao"), ("黄", "huang"), ("周", "zhou"), ("吴", "wu"), ("徐", "xu"), ("孙", "sun"),
    ("马", "ma"), ("朱", "zhu"), ("胡", "hu"), ("郭", "guo"), ("何", "he"), ("林", "lin"),
    ("罗", "luo"), ("梁", "liang"),
)  # fmt: skip

GIVEN_NAMES: tuple[tuple[str, str], ...] = (
    ("伟", "wei"), ("静", "jing"), ("建国", "jianguo"), ("丽华", "lihua"), ("志强", "zhiqiang"),
    ("敏", "min"), ("晓东", "xiaodong"), ("雪梅", "xuemei"), ("海涛", "haitao"), ("佳怡", "jiayi"),
    ("文博", "wenbo"), ("思远", "siyuan"), ("雨桐", "yutong"), ("明辉", "minghui"), ("春燕", "chunyan"),
    ("立新", "lixin"), ("婷", "ting"), ("国栋", "guodong"), ("慧", "hui"), ("子轩", "zixuan"),
)  # fmt: skip

JOB_TITLES: tuple[tuple[str, str], ...] = (
    ("总经理", "decisionMaker"),
    ("信息化总监 (CIO)", "decisionMaker"),
    ("采购经理", "gatekeeper"),
    ("IT 经理", "influencer"),
    ("生产总监", "influencer"),
    ("运营主管", "user"),
)
"""(job title, influence)."""

PRODUCTS: tuple[tuple[str, int], ...] = (
    ("MES 一期", 680),
    ("WMS 仓储系统", 360),
    ("设备联网与数据采集", 240),
    ("供应链协同平台", 820),
    ("售后服务云", 180),
    ("质量追溯系统", 290),
    ("能耗管理 (EMS)", 210),
    ("数据中台咨询", 450),
    ("年度运维续约", 90),
)
"""(product, usual price in thousand CNY)."""

COMPETITORS = ("北辰软件", "云栈科技", "Fabrikon", "自研团队")

NEXT_STEPS = (
    "约客户 IT 负责人做需求访谈",
    "发送同行业案例，跟进反馈",
    "与采购确认付款节点",
    "Prepare the on-site demo with the production team",
    "请法务审合同补充条款",
    "等客户年度预算批复",
)

SUBJECTS: tuple[tuple[str, str, int], ...] = (
    ("首次电话沟通", "call", 15),
    ("需求访谈", "meeting", 60),
    ("现场拜访，查看产线", "visit", 150),
    ("发送方案与报价", "email", 10),
    ("企业微信跟进", "wecom", 5),
    ("产品演示", "demo", 45),
    ("Contract terms call", "call", 30),
)
"""(subject, kind, minutes)."""

MEMBERS: tuple[tuple[str, str, str], ...] = (
    ("rep", "林晓雯", "salesRep"),
    ("rep2", "周海涛", "salesRep"),
    ("rep3", "Daniel Wu", "salesRep"),
    ("manager", "陈立新", "salesManager"),
    ("marketing", "许佳怡", "marketing"),
    ("executive", "郭明辉", "executive"),
)
"""(name in the mail address, name, role). The first of each role gets the role's API key."""

REPS = tuple(index for index, (_, _, role) in enumerate(MEMBERS) if role == "salesRep")
