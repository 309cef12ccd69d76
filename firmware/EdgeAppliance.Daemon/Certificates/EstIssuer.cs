using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Client;

namespace EdgeAppliance.Daemon.Certificates;

/// <summary>An EST server (RFC 7030): the first certificate is asked for with a user and a password, those that follow with the one before.</summary>
internal sealed class EstIssuer(OwnCertificateConfiguration configuration, Func<DateTimeOffset> now) : ICertificateIssuer
{
    private const int AnswerBytesMax = 64 << 10;

    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(30);

    public async Task<X509Certificate2Collection> Issue(OwnRequest request, CancellationToken stop)
    {
        using var client = SiteHttp.Client(configuration.AuthorityFile, request.Current, now);
        client.Timeout = s_within;
        client.MaxResponseContentBufferSize = AnswerBytesMax;
        using var body = new StringContent(Convert.ToBase64String(request.ToSigningRequest(), Base64FormattingOptions.InsertLineBreaks));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/pkcs10");
        body.Headers.Add("Content-Transfer-Encoding", "base64");
        using var asked = new HttpRequestMessage(HttpMethod.Post, At(request.Current is null ? "simpleenroll" : "simplereenroll")) { Content = body };
        if (request.Current is null) asked.Headers.Authorization = Basic();
        using var answer = await client.SendAsync(asked, stop);
        var issued = await Read(answer, stop);
        using var above = await client.GetAsync(At("cacerts"), stop);
        issued.AddRange((await Read(above, stop)).Where(one => !OwnCertificateFiles.IsSelfSigned(one)).ToArray());
        return issued;
    }

    private Uri At(string operation) => new(configuration.Est!.AbsoluteUri.TrimEnd('/') + "/" + operation);

    private AuthenticationHeaderValue? Basic() => configuration is { User: { } user, Password: { } password }
        ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password.Reveal()}")))
        : null;

    private static async Task<X509Certificate2Collection> Read(HttpResponseMessage answer, CancellationToken stop)
    {
        // Section 4.2.3: somebody looks at it first.
        if (answer.StatusCode == HttpStatusCode.Accepted) throw new HttpRequestException("the EST server has not decided yet");
        if (answer.StatusCode != HttpStatusCode.OK) throw new HttpRequestException($"the EST server answers {(int)answer.StatusCode} {answer.ReasonPhrase}");
        string text = await answer.Content.ReadAsStringAsync(stop);
        return CertificateBag.Read(Convert.FromBase64String(text));
    }
}
