// What pdf.js (Debian's) reads on the first page of each file, with a form feed behind each.
const pdfjs = require("/usr/share/javascript/pdf/build/pdf.js");
(async () => {
  for (const file of process.argv.slice(2)) {
    const data = new Uint8Array(require("fs").readFileSync(file));
    const paper = await pdfjs.getDocument({ data, verbosity: 0, disableFontFace: true }).promise;
    const { items } = await (await paper.getPage(1)).getTextContent();
    process.stdout.write(items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join("") + "\f");
  }
})();
