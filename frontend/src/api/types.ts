/** Short names for the generated types; nothing is declared here by hand. */

import type { components, paths } from "@/api/schema.gen";

type Schemas = components["schemas"];
type Body<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Answer } } } };
}
  ? Answer
  : never;

export type Job = Schemas["JobOut"];
export type JobStatus = Job["status"];
export type JobWish = Schemas["JobIn"];
export type JobFork = Schemas["ForkIn"];
export type Model = Schemas["ModelOut"];
export type Version = Schemas["VersionOut"];
export type Recipe = Body<"/api/v1/recipes">["data"][number];
export type DataSet = Body<"/api/v1/datasets">["data"][number];
export type Preset = Recipe["presets"][number];
export type Headline = NonNullable<Recipe["headline"]>;
export type Picture = Schemas["PictureOut"];
export type PictureRole = Picture["role"];
export type Upload = Schemas["UploadOut"];
export type Verdict = Schemas["VerifyOut"];
export type System = Body<"/api/v1/system">;
export type Readiness = Body<"/api/v1/health/ready">;

type PredictBody = paths["/api/v1/models/{model}/predict"]["post"]["requestBody"]["content"]["application/json"];
export type Question = PredictBody["queries"][number];
export type TextExplanation = Schemas["SentimentExplanation"];
export type WordContribution = TextExplanation["words"][number];
export type SentimentAnswer = Schemas["SentimentAnswer"];
export type NewsAnswer = Schemas["NewsAnswer"];
export type HousePricesAnswer = Schemas["HousePricesAnswer"];
export type HousePricesExplanation = Schemas["HousePricesExplanation"];
export type FeatureContribution = HousePricesExplanation["features"][number];
export type TextSampleQuestion = Schemas["TextGeneratorSampleQuery"];
export type TextNextQuestion = Schemas["TextGeneratorNextQuery"];
export type VaeDecodeQuestion = Schemas["VaeDecodeQuery"];
export type VaeEncodeQuestion = Schemas["VaeEncodeQuery"];
export type VaeSampleQuestion = Schemas["VaeSampleQuery"];
export type VaeInterpolateQuestion = Schemas["VaeInterpolateQuery"];
export type VaeArithmeticQuestion = Schemas["VaeArithmeticQuery"];
export type GanSampleQuestion = Schemas["DcganSampleQuery"];
export type GanInterpolateQuestion = Schemas["DcganInterpolateQuery"];
export type Comparison = Schemas["ComparisonOut"];
export type ComparisonBrief = Schemas["ComparisonBrief"];
export type ComparisonWish = Schemas["ComparisonIn"];
export type ComparedVariant = Schemas["VariantOut"];
export type Finding = Schemas["FindingOut"];
export type Spread = Schemas["SpreadOut"];
export type LoggedRun = Schemas["LoggedRunOut"];
export type Claim = Schemas["ClaimOut"];
export type Session = Schemas["SessionOut"];
export type Key = Schemas["KeyOut"];
export type NewKey = Schemas["NewKeyOut"];
export type Webhook = Schemas["WebhookOut"];
export type NewWebhook = Schemas["SecretOut"];
export type WebhookWish = Schemas["WebhookIn"];
export type WebhookPatch = Schemas["WebhookPatch"];
export type WebhookEvent = Webhook["events"][number];
export type Delivery = Schemas["DeliveryOut"];
export type KeyWish = Schemas["KeyIn"];
export type Storage = Schemas["StorageOut"];
export type StorageItem = Schemas["ItemOut"];
export type StorageKind = StorageItem["kind"];
export type Swept = Schemas["SweptOut"];
