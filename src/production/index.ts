export type * from './types.ts';
export { produce } from './produce.ts';
export { makePlan, type Plan, type PlanVerdict, type Step, type StepKind } from './plan.ts';
export { explain, type Explanation } from './explain.ts';
export { changedOptions, defaultOptions } from './default-options.ts';
export { pyramidLevels } from './levels.ts';
export { profileFacts, sharedCmykName } from './profiles.ts';
export { defaultProductionLimits, productionLimits, productionSettings } from './settings.ts';
export { openWorkshop, type CompanyRules, type Workshop, type WorkshopOptions } from './workshop.ts';
