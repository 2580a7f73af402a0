import { field, object } from "../testing/objects";
import { emptySection, fieldsInNone, sectionChanges, sectionForms } from "./sectionForm";

const labels = [
  { language: "en", text: "Money" },
  { language: "fr", text: "Argent" },
];
const MONEY = { id: "sec_money", name: "money", label: "Money", labels, fields: ["amount"] };
const DEAL = {
  ...object("deal", field("title", "text"), field("amount", "money"), field("note", "longText")),
  sections: [MONEY],
};

it("changes nothing where nothing is changed", () => {
  expect(sectionChanges(DEAL, sectionForms(DEAL))).toEqual([]);
});

it("sets all sections anew, in their order, with names for new ones and languages that it does not show", () => {
  const about = { ...emptySection(), labels: { en: "About it", "zh-CN": "概况" }, fields: ["note", "title"] };
  expect(sectionChanges(DEAL, [about, ...sectionForms(DEAL)])).toEqual([
    {
      setSections: {
        object: "deal",
        sections: [
          {
            name: "aboutIt",
            labels: [
              { language: "en", text: "About it" },
              { language: "zh-CN", text: "概况" },
            ],
            fields: ["note", "title"],
          },
          { name: "money", labels, fields: ["amount"] },
        ],
      },
    },
  ]);
});

it("offers the fields that stand in none", () => {
  expect(fieldsInNone(DEAL, sectionForms(DEAL)).map((each) => each.name)).toEqual(["title", "note"]);
});
