// The validators of Foothold (zod). Never imported by the browser.
export { conditionSchema, FEATURE_LEVELS, GUIDE_STATES } from './condition.ts'
export { guideSchema } from './guide-file.ts'
export { modelSchema } from './model.ts'
export { themeSchema } from './theme.ts'
export { eventSchema, batchSchema } from './event.ts'
export { SETTINGS, describeSetting, settingsSchema, type Setting, type SettingName, type Settings } from './setting.ts'
export { jsonSchemas, type JsonSchema } from './json-schema.ts'
export { parse, parseGuide, parseModel, parseTranslationFile, type ParseResult } from './parse.ts'
