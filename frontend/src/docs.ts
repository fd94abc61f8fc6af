// The API's interactive documentation, built with the dashboard: it needs no other host.
import { SwaggerUIBundle } from "swagger-ui-dist";
import "swagger-ui-dist/swagger-ui.css";

SwaggerUIBundle({ dom_id: "#swagger", url: "/openapi.json", deepLinking: true, docExpansion: "list" });
