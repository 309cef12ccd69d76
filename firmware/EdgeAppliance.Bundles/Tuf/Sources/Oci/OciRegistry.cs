using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using EdgeAppliance.Bundles.Tuf.Client;

namespace EdgeAppliance.Bundles.Tuf.Sources.Oci;

/// <summary>A repository in an OCI registry (distribution specification 1.1). A registry that wants a token is given one: 1 it refuses and says
/// who hands tokens out; 2 that one is asked, with the user's name and password where there are any; 3 the registry is asked again.</summary>
/// <param name="http">Its own limit of time must be off.</param>
/// <param name="credentials">Null where everybody is served.</param>
public sealed class OciRegistry(HttpClient http, OciReference place, OciCredentials? credentials)
{
    private const int TokenBytesMax = 64 << 10;
    private AuthenticationHeaderValue? _authorization;

    public OciReference Place => place;

    /// <returns>Null where there is none.</returns>
    /// <exception cref="IOException">The registry cannot be reached, or refuses.</exception>
    /// <exception cref="TufException">What it sent is too large, or not what the digest is of.</exception>
    public async Task<(byte[] Bytes, string Digest)?> Manifest(string reference, CancellationToken cancel)
    {
        using var answer = await Send(() => Request(HttpMethod.Get, $"manifests/{reference}", OciTypes.Manifest, OciTypes.Index), "pull", cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        Check(answer, reference);
        await using var body = await answer.Content.ReadAsStreamAsync(cancel);
        byte[] bytes = await BoundedRead.All(body, reference, OciManifest.BytesMax, cancel);
        string digest = OciDescriptor.DigestOf(bytes);
        if (OciDescriptor.IsDigest(reference) && digest != reference) throw new TufException(TufFailure.WrongHash, $"What the registry sent as {reference} is {digest}.");
        return (bytes, digest);
    }

    /// <summary>What says that it is about a manifest; from the list under its tag, where the registry knows no referrers.</summary>
    /// <inheritdoc cref="Manifest"/>
    public async Task<IReadOnlyList<OciDescriptor>> Referrers(string digest, CancellationToken cancel)
    {
        using var answer = await Send(() => Request(HttpMethod.Get, $"referrers/{digest}", OciTypes.Index), "pull", cancel);
        if (answer.StatusCode != HttpStatusCode.NotFound)
        {
            Check(answer, digest);
            await using var body = await answer.Content.ReadAsStreamAsync(cancel);
            return OciManifest.Parse(await BoundedRead.All(body, digest, OciManifest.BytesMax, cancel)).Entries;
        }
        return await Manifest(OciDescriptor.FallbackTag(digest), cancel) is { } listed ? OciManifest.Parse(listed.Bytes).Entries : [];
    }

    /// <summary>A blob's bytes from an offset on.</summary>
    /// <returns>Null where there is none; to be disposed of. A <see cref="LateStream"/> where the registry knows no ranges.</returns>
    /// <inheritdoc cref="Manifest"/>
    public async Task<Stream?> Blob(string digest, long offset, long length, CancellationToken cancel)
    {
        var answer = await Send(() => Request(HttpMethod.Get, $"blobs/{digest}", new RangeHeaderValue(offset, offset + length - 1)), "pull", cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            answer.Dispose();
            return null;
        }
        Check(answer, digest);
        var body = await answer.Content.ReadAsStreamAsync(cancel);
        return answer.StatusCode == HttpStatusCode.PartialContent ? body : new LateStream(body, offset);
    }

    /// <summary>Sends a blob, where the registry has it not.</summary>
    /// <exception cref="IOException">The registry cannot be reached, or refuses.</exception>
    /// <returns>False where it has it.</returns>
    public async Task<bool> PutBlob(string digest, Func<Stream> content, CancellationToken cancel)
    {
        using var there = await Send(() => Request(HttpMethod.Head, $"blobs/{digest}"), "pull,push", cancel);
        if (there.IsSuccessStatusCode) return false;
        using var begun = await Send(() => Request(HttpMethod.Post, "blobs/uploads/"), "pull,push", cancel);
        Check(begun, digest);
        var to = new Uri(begun.RequestMessage!.RequestUri!, begun.Headers.Location ?? throw new IOException("The registry does not say where to upload to."));
        to = new UriBuilder(to) { Query = $"{to.Query.TrimStart('?')}{(to.Query.Length > 1 ? "&" : "")}digest={Uri.EscapeDataString(digest)}" }.Uri;
        using var put = await Send(() =>
        {
            var body = new StreamContent(content());
            body.Headers.ContentType = new MediaTypeHeaderValue(OciTypes.File);
            return new HttpRequestMessage(HttpMethod.Put, to) { Content = body };
        }, "pull,push", cancel);
        Check(put, digest);
        return true;
    }

    /// <returns>Whether the registry keeps account of what the manifest is about.</returns>
    /// <exception cref="IOException">The registry cannot be reached, or refuses.</exception>
    public async Task<bool> PutManifest(string reference, string mediaType, byte[] manifest, CancellationToken cancel)
    {
        using var put = await Send(() =>
        {
            var request = Request(HttpMethod.Put, $"manifests/{reference}");
            request.Content = new ByteArrayContent(manifest) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
            return request;
        }, "pull,push", cancel);
        Check(put, reference);
        return put.Headers.Contains("OCI-Subject");
    }

    private HttpRequestMessage Request(HttpMethod method, string path, params string[] accept)
    {
        var request = new HttpRequestMessage(method, new Uri(place.Registry, $"v2/{place.Name}/{path}"));
        foreach (string type in accept) request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        return request;
    }

    private HttpRequestMessage Request(HttpMethod method, string path, RangeHeaderValue range)
    {
        var request = Request(method, path);
        request.Headers.Range = range;
        return request;
    }

    private async Task<HttpResponseMessage> Send(Func<HttpRequestMessage> make, string actions, CancellationToken cancel)
    {
        var answer = await SendOnce(make(), _authorization, cancel); // 1
        if (answer.StatusCode != HttpStatusCode.Unauthorized) return answer;
        var next = await Authorize(answer, actions, cancel); // 2
        if (next is null) return answer;
        answer.Dispose();
        _authorization = next;
        return await SendOnce(make(), next, cancel); // 3
    }

    private async Task<HttpResponseMessage> SendOnce(HttpRequestMessage request, AuthenticationHeaderValue? authorization, CancellationToken cancel)
    {
        using (request)
        {
            request.Headers.Authorization = authorization;
            try
            {
                return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            }
            catch (HttpRequestException e)
            {
                throw new IOException($"The registry cannot be reached: {e.Message}", e);
            }
        }
    }

    private async Task<AuthenticationHeaderValue?> Authorize(HttpResponseMessage refusal, string actions, CancellationToken cancel)
    {
        foreach (var challenge in refusal.Headers.WwwAuthenticate)
        {
            if (challenge.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) && credentials is not null) return new AuthenticationHeaderValue("Basic", credentials.Basic);
            if (!challenge.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) continue;
            if (OciChallenge.TryParse(challenge.Parameter ?? "", place.Registry) is not { } where) continue;
            return new AuthenticationHeaderValue("Bearer", await Token(where.Ask($"repository:{place.Name}:{actions}"), cancel));
        }
        return null;
    }

    private async Task<string> Token(Uri where, CancellationToken cancel)
    {
        using var answer = await SendOnce(new HttpRequestMessage(HttpMethod.Get, where), credentials is null ? null : new AuthenticationHeaderValue("Basic", credentials.Basic), cancel);
        if (!answer.IsSuccessStatusCode) throw new IOException($"{where.Host} gives no token for the registry: it answers {(int)answer.StatusCode}.");
        await using var body = await answer.Content.ReadAsStreamAsync(cancel);
        try
        {
            using var json = JsonDocument.Parse(await BoundedRead.All(body, "token", TokenBytesMax, cancel));
            foreach (string key in new[] { "token", "access_token" })
                if (json.RootElement.TryGetProperty(key, out var token) && token.GetString() is { Length: > 0 } text) return text;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new IOException($"What {where.Host} sent is no token: {e.Message}", e);
        }
        throw new IOException($"{where.Host} sent no token.");
    }

    private void Check(HttpResponseMessage answer, string what)
    {
        if (answer.IsSuccessStatusCode) return;
        int status = (int)answer.StatusCode;
        answer.Dispose();
        throw new IOException($"The registry answers {status} for '{what}' of {place.Name}.");
    }
}
