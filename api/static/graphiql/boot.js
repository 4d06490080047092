// Starts GraphiQL on this origin's /graphql. What is typed may name a child, so nothing of it is
// kept in the browser: storage lives as long as the page.
(function () {
  "use strict";
  var kept = new Map();
  var storage = {
    get length() { return kept.size; },
    getItem: function (key) { return kept.has(key) ? kept.get(key) : null; },
    setItem: function (key, value) { kept.set(key, String(value)); },
    removeItem: function (key) { kept.delete(key); },
    clear: function () { kept.clear(); }
  };
  var options = {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    storage: storage,
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: "variables"
  };
  ReactDOM.createRoot(document.getElementById("graphiql"))
    .render(React.createElement(GraphiQL, options));
})();
