/* How pages are checked. A rule that is off, or set otherwise, says why. */
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:a11y", "html-validate:document", "html-validate:standard"],
  rules: {
    // Style sheet and scripts lie beside the page, in a release whose manifest has the hash of every file.
    "require-sri": ["error", { target: "crossorigin" }],
    // Titles of documents are as long as their publishers made them.
    "long-title": "off",
    // Pages of a hundred rows leave out the end tags that HTML lets go, for their weight.
    "no-implicit-close": "off",
  },
};
