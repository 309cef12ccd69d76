using System.Net;
using System.Net.Http.Headers;
using EdgeAppliance.Bundles.Tuf.Client;

namespace EdgeAppliance.Bundles.Tuf.Sources;

/// <summary>A repository on a web server, an object store or a content delivery network: plain files below two addresses.</summary>
/// <param name="http">With the proxy, the certificates and the credentials that are wanted; its own limit of time must be off.</param>
/// <param name="metadata">Ends with '/'.</param>
/// <param name="targets">Ends with '/'.</param>
public sealed class HttpSource(HttpClient http, Uri metadata, Uri targets, TimeProvider time) : ITufSource
{
    public Task<byte[]?> FetchMetadata(string name, int bytesMax, CancellationToken cancel) => AnswerTime.ForMetadata(name, time, within => Metadata(name, bytesMax, within), cancel);

    public Task<Stream?> OpenTarget(TargetPiece piece, CancellationToken cancel) => AnswerTime.ForTarget(piece.Path, time, within => Target(piece.Path, piece.Offset, piece.Length, within), cancel);

    private async Task<byte[]?> Metadata(string name, int bytesMax, CancellationToken cancel)
    {
        using var answer = await Get(new Uri(metadata, Uri.EscapeDataString(name)), null, cancel);
        if (IsMissing(answer.StatusCode)) return null;
        CheckDone(answer, name);
        if (answer.Content.Headers.ContentLength > bytesMax) throw new TufException(TufFailure.TooLarge, $"'{name}' has {answer.Content.Headers.ContentLength} bytes; {bytesMax} are taken.");
        await using var body = await answer.Content.ReadAsStreamAsync(cancel);
        return await BoundedRead.All(body, name, bytesMax, cancel);
    }

    private async Task<Stream?> Target(string path, long offset, long length, CancellationToken cancel)
    {
        string escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        var answer = await Get(new Uri(targets, escaped), new RangeHeaderValue(offset, offset + length - 1), cancel);
        if (IsMissing(answer.StatusCode))
        {
            answer.Dispose();
            return null;
        }
        CheckDone(answer, path);
        var body = await answer.Content.ReadAsStreamAsync(cancel);
        return answer.StatusCode == HttpStatusCode.PartialContent ? body : new LateStream(body, offset);
    }

    private async Task<HttpResponseMessage> Get(Uri address, RangeHeaderValue? range, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = range;
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"The repository cannot be reached: {e.Message}", e);
        }
    }

    /// <summary>Object stores that list nothing answer 403 for what is not there.</summary>
    private static bool IsMissing(HttpStatusCode status) => status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.Gone;

    private static void CheckDone(HttpResponseMessage answer, string name)
    {
        if (answer.IsSuccessStatusCode) return;
        int status = (int)answer.StatusCode;
        answer.Dispose();
        throw new IOException($"The repository answers {status} for '{name}'.");
    }
}
