// Prints the pdfmake document of a JSON file: node print.js IN.json OUT.pdf
const fs = require("fs");
const pdfmake = require("pdfmake");

for (const font of ["Helvetica", "Times", "Courier"]) {
  pdfmake.addFonts(require(`pdfmake/standard-fonts/${font}`));
}
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => /^[A-Z][a-z]+(-[A-Za-z]+)?$/.test(path)); // a font of every viewer

const given = JSON.parse(fs.readFileSync(process.argv[2], "utf-8"));
const { definition, look } = given;
const furniture = (page, pages) => ({
  columns: [
    { text: look.notice, width: "*" },
    { text: look.number.replace("{page}", page).replace("{pages}", pages), width: "auto" },
  ],
  fontSize: 7.5,
  margin: [look.margin, 14, look.margin, 0],
});
definition[look.side] = furniture;
pdfmake.addTableLayouts({
  corpus: {
    hLineWidth: (i, node) =>
      look.inner && (i === 0 || i === node.table.body.length) ? 0 : look.width,
    vLineWidth: (i, node) =>
      look.inner && (i === 0 || i === node.table.widths.length) ? 0 : look.width,
    hLineColor: () => look.color,
    vLineColor: () => look.color,
    paddingLeft: () => look.padding,
    paddingRight: () => look.padding,
    paddingTop: () => look.padding,
    paddingBottom: () => look.padding,
    fillColor: (row) => (row === 0 ? look.header : look.zebra && row % 2 === 0 ? "#eef2f7" : null),
  },
});
pdfmake
  .createPdf(definition)
  .write(process.argv[3])
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
