"use strict";

// Swagger UI goes dark by a class, whatever the reader prefers.
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

// Browsers write what was typed into a field to disk, to offer or restore it. Keys and secrets are typed here.
const forgetful = (Field, { React }) => (field) => React.createElement(Field, { ...field, autoComplete: "off" });

// Swagger UI makes an address out of the licence's identifier. There is no page about an expression of two.
const noAddress = () => () => undefined;

SwaggerUIBundle({
  dom_id: "#reference",
  url: "/openapi.json",
  layout: "BaseLayout",
  plugins: [
    () => ({
      wrapComponents: { Input: forgetful, TextArea: forgetful },
      statePlugins: { spec: { wrapSelectors: { selectLicenseUrl: noAddress } } },
    }),
  ],
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  // Its default hands the document to a service elsewhere.
  validatorUrl: null,
});
