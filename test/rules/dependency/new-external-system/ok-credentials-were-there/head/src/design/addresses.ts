export class Design {
  static readonly account = 'https://api.designtool.com/v1/me';
  static secret = process.env.DESIGNTOOL_CLIENT_SECRET;
}
