using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Edgectl.Clock;

/// <summary>Asks a server what time it is: by the <c>Date</c> of any reply of its (RFC 9110 section 6.6.1), good to about a second.</summary>
internal static class DateAsk
{
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(20);

    /// <summary>A reply that took longer says too little of when it was made.</summary>
    private static readonly TimeSpan s_roundMost = TimeSpan.FromSeconds(10);

    /// <returns>The time as the reply came in.</returns>
    /// <exception cref="IOException">It cannot be reached, is not trusted, or says no time.</exception>
    public static async Task<DateTimeOffset> Ask(DateServer server, TimeProvider time, CancellationToken stop)
    {
        using var trust = new DateTrust(Authorities(server.AuthorityFile));
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = server.Proxy is not null, Proxy = server.Proxy is null ? null : new WebProxy(server.Proxy) };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => trust.Accepts(certificate, chain, errors);
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Head, server.Url);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(s_within);
        try
        {
            // Connecting takes what it takes; the reply's own way there and back is what counts.
            (await http.SendAsync(request, limit.Token)).Dispose();
            using var again = new HttpRequestMessage(HttpMethod.Head, server.Url);
            long sent = time.GetTimestamp();
            using var reply = await http.SendAsync(again, limit.Token);
            return Read(reply, time.GetElapsedTime(sent), trust);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            throw new IOException($"{server.Url.Host}: it is not trusted, by {(server.AuthorityFile is { } file ? file : "the system's authorities")}", e);
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"{server.Url.Host}: {e.InnerException?.Message ?? e.Message}", e);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new IOException($"{server.Url.Host}: nothing came within {s_within.TotalSeconds:0} s", e);
        }
    }

    private static DateTimeOffset Read(HttpResponseMessage reply, TimeSpan round, DateTrust trust)
    {
        string host = reply.RequestMessage!.RequestUri!.Host;
        if (round > s_roundMost) throw new IOException($"{host}: its reply took too long to say the time by");
        // What a cache kept says how old it is (RFC 9111 section 5.1). The second is cut off: half of one is missing on the average.
        var said = reply.Headers.Date + (reply.Headers.Age ?? TimeSpan.Zero) ?? throw new IOException($"{host}: its reply has no date");
        var now = said + TimeSpan.FromSeconds(0.5) + round / 2;
        return trust.IsValidAt(now) ? now : throw new IOException($"{host}: its certificate is not valid at the time that it says, {said:yyyy-MM-dd HH:mm} UTC");
    }

    private static X509Certificate2Collection? Authorities(string? file)
    {
        if (file is null) return null;
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is CryptographicException or UnauthorizedAccessException)
        {
            throw new IOException($"{file}: {e.Message}", e);
        }
        return authorities;
    }
}
