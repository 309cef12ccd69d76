using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Client;

namespace EdgeAppliance.Daemon.Uplink.Data;

/// <summary>Puts bundles of data to a web server or an object store: each a JSON array of CloudEvents, compressed by gzip, under
/// <c>DEVICE/PIPELINE/DAY/SHA256.json.gz</c> of its own content. 1 compress, 2 see that today's bytes suffice, 3 count them, 4 put, 5 note what left. What was not
/// answered is put again: the same bundle has the same name.</summary>
internal sealed class DataLink(DataUplinkConfiguration configuration, SentLedger ledger, Func<DateTimeOffset> now, TimeProvider time) : IUplinkLink, IDisposable
{
    /// <summary>Before it is compressed.</summary>
    public const int BundleBytesMax = 4 << 20;

    /// <summary>By how much gzip makes larger what it cannot compress: 5 bytes for each 16 KiB at most, and what stands around it (RFC 1951, RFC 1952).</summary>
    private const int GzipShare = 1024, GzipBytes = 64;

    private TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpClient? _http;
    private X509Certificate2? _own;

    public Task<string> Lost => _lost.Task;

    public static UplinkMade Make(DataUplinkConfiguration configuration, UplinkContext context)
    {
        var state = context.Around.StateDirectory;
        var ledger = new SentLedger(state is null ? null : FileOf(state, configuration.Name));
        var events = new CloudEventWriter(context.Device, context.Eras);
        var messages = new MessageWriter(events, new TopicTemplate("{device}/{pipeline}", context.Device), configuration.Records, context.State) { BatchBytesMax = BundleBytesMax };
        var held = new HeldMessages(messages, configuration.Records, configuration.Every, context.Time);
        return new UplinkMade(new DataLink(configuration, ledger, context.Now, context.Time), held, configuration.Pace) { Sent = ledger };
    }

    public static string FileOf(string stateDirectory, string uplink) => Path.Combine(stateDirectory, "uplinks", uplink + ".sent.json");

    /// <summary>There is nothing to greet; what is known to fail does so before records are taken.</summary>
    public Task<LinkLimits> Connect(CancellationToken stop)
    {
        Free();
        _lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            if (configuration.BytesPerDayMax is { } most && ledger.BytesOn(now()) >= most) throw Spent(most);
            if (configuration.Tls is { CertificateFile: { } certificate, KeyFile: { } key }) _own = X509Certificate2.CreateFromPemFile(certificate, key);
            _http = SiteHttp.Client(configuration.Tls.AuthorityFile, _own, now);
            _http.Timeout = configuration.SilenceMax;
            return Task.FromResult(new LinkLimits(1, MessageBytesMax()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new LinkException(e.Message, e);
        }
    }

    /// <summary>A bundle must fit into a day's bytes even where nothing of it can be compressed: else it would never go, and all behind it would wait.</summary>
    private long MessageBytesMax() =>
        MessageWriter.EnvelopeBytes + (configuration.BytesPerDayMax is { } most ? Math.Min(BundleBytesMax, most - most / GzipShare - GzipBytes) : BundleBytesMax);

    public async Task Send(string topic, ReadOnlyMemory<byte> payload)
    {
        byte[] bundle = Compress(payload); // 1
        string hash = Convert.ToHexStringLower(SHA256.HashData(bundle));
        var at = now();
        string key = string.Create(CultureInfo.InvariantCulture, $"{topic}/{at.UtcDateTime:yyyy-MM-dd}/{hash}.json.gz");
        if (configuration.BytesPerDayMax is { } most && ledger.BytesOn(at) + bundle.Length > most) throw Spent(most); // 2
        try
        {
            ledger.Spend(bundle.Length, at); // 3
            using var request = Request(key, bundle, hash, at);
            using var answer = await (_http ?? throw new LinkException("the link is closed")).SendAsync(request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false); // 4
            if (!answer.IsSuccessStatusCode) throw new LinkException($"the server answered {(int)answer.StatusCode} to {key}");
            ledger.Add(new SentObject(key, RecordsIn(payload.Span), bundle.Length, time.GetUtcNow())); // 5
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            throw new LinkException(SiteHttp.WhyNot(e), e);
        }
    }

    public Task Close()
    {
        Free();
        return Task.CompletedTask;
    }

    public void Dispose() => Free();

    private void Free()
    {
        _http?.Dispose();
        _own?.Dispose();
        (_http, _own) = (null, null);
    }

    private HttpRequestMessage Request(string key, byte[] bundle, string hash, DateTimeOffset at)
    {
        var address = new Uri(configuration.Url.AbsoluteUri.TrimEnd('/') + "/" + key);
        var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new ByteArrayContent(bundle) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/gzip");
        if (configuration.User is { } user)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{configuration.Password?.Reveal()}")));
        else if (configuration.Token is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        else if (configuration is { AccessKey: { } access, SecretKey: { } secret })
        {
            var signed = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = address.Authority, [S3Signature.HashHeader] = hash, [S3Signature.DateHeader] = S3Signature.Date(at) };
            foreach (var (name, value) in signed)
                if (name != "host") request.Headers.Add(name, value);
            request.Headers.TryAddWithoutValidation("Authorization", S3Signature.Authorization("PUT", address.AbsolutePath, signed, access, secret.Reveal(), configuration.Region));
        }
        return request;
    }

    private static LinkException Spent(long most) => new($"today's {most} bytes are spent; it goes on tomorrow, by UTC");

    private static byte[] Compress(ReadOnlyMemory<byte> payload)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(payload.Span);
        return bytes.ToArray();
    }

    private static int RecordsIn(ReadOnlySpan<byte> payload)
    {
        var reader = new System.Text.Json.Utf8JsonReader(payload);
        int records = 0;
        while (reader.Read())
            if (reader.TokenType == System.Text.Json.JsonTokenType.StartObject && reader.CurrentDepth <= 1) records++;
        return records;
    }
}
