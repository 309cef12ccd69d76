using System.Net;
using System.Net.Http.Headers;
using EdgeAppliance.Bundles.Hawkbit;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Client;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>Speaks hawkBit's Direct Device Integration API, version 1, at the address that the configuration names. The token goes nowhere else,
/// though files may lie elsewhere.</summary>
/// <param name="http">Its own limit of time must be off.</param>
/// <param name="device">By which the server knows this device where the configuration does not say.</param>
internal sealed class DdiClient(HttpClient http, HawkbitConfiguration configuration, string device, TimeProvider time)
{
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(30);
    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private readonly string _base = $"{configuration.Url.AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(configuration.Tenant)}/controller/v1/{Uri.EscapeDataString(configuration.Controller ?? device)}";

    /// <summary>Tells this device at this server from all others.</summary>
    public string Identity => _base;

    /// <exception cref="HawkbitException">The server cannot be asked; as for all members.</exception>
    /// <exception cref="TufException">It sends what is no answer; likewise.</exception>
    public async Task<DdiPoll> Poll(CancellationToken stop) =>
        DdiReader.Poll(await Get("", DdiReader.PollBytesMax, stop) ?? throw new HawkbitException(HawkbitFailure.Denied, "hawkBit answers 404: it does not know this tenant or device."));

    /// <returns>Null where it is gone.</returns>
    public Task<DdiDeployment?> Deployment(DdiLink link, CancellationToken stop) => Deployment($"/deploymentBase/{link.Id}{link.Revision}", stop);

    /// <returns>Null where nobody has to agree any more.</returns>
    public Task<DdiDeployment?> Confirmation(DdiLink link, CancellationToken stop) => Deployment($"/confirmationBase/{link.Id}{link.Revision}", stop);

    /// <returns>The action that is to be stopped; null where none is any more.</returns>
    public async Task<string?> Cancel(DdiLink link, CancellationToken stop) =>
        await Get($"/cancelAction/{link.Id}", DdiReader.PollBytesMax, stop) is { } json ? DdiReader.Cancel(json) : null;

    /// <returns>False where the server knows nothing of the action any more, or it has ended.</returns>
    public async Task<bool> Tell(DdiChannel channel, string id, byte[] message, CancellationToken stop)
    {
        string part = channel switch
        {
            DdiChannel.Cancel => "cancelAction",
            DdiChannel.Confirmation => "confirmationBase",
            _ => "deploymentBase",
        };
        return await Send(HttpMethod.Post, $"/{part}/{id}/feedback", message, stop);
    }

    /// <returns>False where the server does not know this device.</returns>
    public Task<bool> PutAttributes(byte[] message, CancellationToken stop) => Send(HttpMethod.Put, "/configData", message, stop);

    /// <summary>Some of a file's bytes.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="HawkbitException">It cannot be fetched now.</exception>
    public async Task<Stream?> Open(Uri file, long offset, long length, CancellationToken stop)
    {
        var answer = await Ask(HttpMethod.Get, file, null, new RangeHeaderValue(offset, offset + length - 1), stop);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            answer.Dispose();
            return null;
        }
        using (var failed = answer.IsSuccessStatusCode ? null : answer) if (failed is not null) throw Failed(failed, "a file");
        var body = await answer.Content.ReadAsStreamAsync(stop);
        return answer.StatusCode == HttpStatusCode.PartialContent ? body : new LateStream(body, offset);
    }

    /// <summary>A small file.</summary>
    /// <returns>Null where there is none.</returns>
    public Task<byte[]?> Read(DdiArtifact file, int bytesMax, CancellationToken stop) => Get(file.Address, file.FileName, bytesMax, stop);

    private async Task<DdiDeployment?> Deployment(string path, CancellationToken stop) =>
        await Get(path, DdiReader.DeploymentBytesMax, stop) is { } json ? DdiReader.Deployment(json, configuration.Url, configuration.Url.Scheme == "http") : null;

    private Task<byte[]?> Get(string path, int bytesMax, CancellationToken stop) => Get(new Uri(_base + path), path.Length == 0 ? "a poll" : path, bytesMax, stop);

    private async Task<byte[]?> Get(Uri address, string what, int bytesMax, CancellationToken stop)
    {
        try
        {
            return await AnswerTime.Within(s_within, time, within => ReadAll(address, what, bytesMax, within), Late, stop);
        }
        catch (Exception e) when (e is IOException and not HawkbitException)
        {
            throw new HawkbitException(HawkbitFailure.Unreachable, $"hawkBit broke off: {e.Message}", e);
        }
    }

    private async Task<byte[]?> ReadAll(Uri address, string what, int bytesMax, CancellationToken stop)
    {
        using var answer = await Ask(HttpMethod.Get, address, null, null, stop);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return null;
        if (!answer.IsSuccessStatusCode) throw Failed(answer, what);
        await using var body = await answer.Content.ReadAsStreamAsync(stop);
        return await BoundedRead.All(body, $"hawkBit: {what}", bytesMax, stop);
    }

    private Task<bool> Send(HttpMethod method, string path, byte[] message, CancellationToken stop) => AnswerTime.Within(s_within, time, async within =>
    {
        using var answer = await Ask(method, new Uri(_base + path), message, null, within);
        if (answer.IsSuccessStatusCode) return true;
        return answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone ? false : throw Failed(answer, path);
    }, Late, stop);

    private static HawkbitException Late() => new(HawkbitFailure.Unreachable, $"hawkBit does not answer within {s_within.TotalSeconds:0} s.");

    private async Task<HttpResponseMessage> Ask(HttpMethod method, Uri address, byte[]? body, RangeHeaderValue? range, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Range = range;
        if (range is null) request.Headers.Accept.ParseAdd("application/json");
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = s_json } };
        bool isOurs = Uri.Compare(address, configuration.Url, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
        if (isOurs && configuration.Token is { } token) request.Headers.TryAddWithoutValidation("Authorization", "TargetToken " + token.Reveal());
        else if (isOurs && configuration.GatewayToken is { } gateway) request.Headers.TryAddWithoutValidation("Authorization", "GatewayToken " + gateway.Reveal());
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        }
        catch (HttpRequestException e)
        {
            throw new HawkbitException(HawkbitFailure.Unreachable, $"hawkBit cannot be reached: {SiteHttp.WhyNot(e)}", e);
        }
    }

    private HawkbitException Failed(HttpResponseMessage answer, string what)
    {
        var failure = (int)answer.StatusCode switch
        {
            401 => HawkbitFailure.Denied,
            403 when what == "a poll" => HawkbitFailure.Denied,
            408 or 425 or 429 or >= 500 or < 400 => HawkbitFailure.Unreachable,
            _ => HawkbitFailure.NotTaken,
        };
        var after = answer.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? date - time.GetUtcNow() : null);
        return new HawkbitException(failure, $"hawkBit answers {(int)answer.StatusCode} for {what}.") { RetryAfter = wait };
    }
}
