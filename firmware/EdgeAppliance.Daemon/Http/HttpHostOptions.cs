using System.Net;

namespace EdgeAppliance.Daemon.Http;

/// <param name="EndPoints"><c>listen.http</c>, which the configuration has checked; port 0 lets the system choose.</param>
/// <param name="StateDirectory">Where the tokens and uploads are, and the socket <c>control.sock</c> is made.</param>
internal sealed record HttpHostOptions(IReadOnlyList<IPEndPoint> EndPoints, string StateDirectory)
{
    public HttpLimits Limits { get; init; } = new();
}
