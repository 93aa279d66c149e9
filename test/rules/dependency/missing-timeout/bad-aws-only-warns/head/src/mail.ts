import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const ses = new SESClient({ requestHandler: new NodeHttpHandler({ connectionTimeout: 1000, requestTimeout: 2000 }) });

export const mail = (to: string) => ses.send(new SendEmailCommand({ Source: 'shop', Destination: { ToAddresses: [to] }, Message: undefined }));
