/**
 * Names under which frameworks and constant packages spell status codes that are not a success (RFC 9110 and the
 * enumerations of @nestjs/common, http-status-codes and http-status). Compared without case, `_` and `-`.
 */
const errorNames: Record<string, number> = {
  badrequest: 400,
  unauthorized: 401,
  forbidden: 403,
  notfound: 404,
  requesttimeout: 408,
  conflict: 409,
  gone: 410,
  preconditionfailed: 412,
  unprocessableentity: 422,
  failedprecondition: 424,
  toomanyrequests: 429,
  internalservererror: 500,
  internalerror: 500,
  notimplemented: 501,
  badgateway: 502,
  serviceunavailable: 503,
  serverunavailable: 503,
  unavailable: 503,
  gatewaytimeout: 504,
};
const successNames: Record<string, number> = { ok: 200, created: 201, accepted: 202, nocontent: 204 };

const plain = (name: string) => name.replace(/[_-]/g, '').toLowerCase();

/** 503 for `SERVICE_UNAVAILABLE`, `serviceUnavailable`, `ServiceUnavailableException`; 200 for `OK`. */
export function statusOfName(name: string): number | undefined {
  const text = plain(name).replace(/(?:exception|httperror|error|response)$/, '');
  return errorNames[text] ?? errorNames[plain(name)] ?? successNames[text];
}

/** Methods that answer an error by their own name: `response.serviceUnavailable()`, `reply.internalServerError()`, `Boom.badGateway()`. */
export function isErrorMethod(name: string): boolean {
  return (errorNames[plain(name).replace(/response$/, '')] ?? 0) >= 400;
}
