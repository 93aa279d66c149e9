/**
 * Names of variables that hold the address of the program itself: what it calls there is its own route or file.
 * Conventions of Next.js, NextAuth, Vite, Vercel and the common templates; 2026-11.
 */
const own =
  /^(?:(?:NEXT_PUBLIC|NUXT_PUBLIC|PUBLIC|VITE|REACT_APP|EXPO_PUBLIC)_)?(?:(?:MY_|THIS_)?(?:APP|WEBAPP|WEB_APP|WEBSITE|SITE|SELF|BASE|ROOT|PUBLIC|NEXTAUTH|VERCEL)_(?:BASE_|PUBLIC_)?(?:URL|URI|ORIGIN)|VERCEL_(?:BRANCH|PROJECT_PRODUCTION)_URL|RENDER_EXTERNAL_URL)$/;

export function isOwnAddress(variable: string): boolean {
  return own.test(variable);
}
