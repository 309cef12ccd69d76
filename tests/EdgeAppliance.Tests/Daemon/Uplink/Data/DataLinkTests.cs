using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Uplink;
using EdgeAppliance.Daemon.Uplink.Data;
using EdgeAppliance.Tests.Peers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Uplink.Data;

/// <summary>The uplink of data against a real web server that takes what is put.</summary>
public sealed class DataLinkTests : IAsyncLifetime
{
    private static readonly Lane s_lane = new("training", RecordPriority.Normal);

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-data-").FullName;
    private readonly MemoryOutbox _outbox = new();
    private readonly UplinkState _state = new("training");
    private readonly FakeTimeProvider _now = new(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
    private readonly PrivatePipelines _private = new();
    private CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;
    private SentLedger _sent = new(null);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Stop();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [ProgramFact(NginxDav.Program, "nginx-light")]
    public async Task Send_Records_AreBundlesNamedByTheirContentAndLeaveTheOutbox()
    {
        using var server = new NginxDav(_folder);
        Add(1, 250);
        Start(server, c => c with { Records = 100, Every = TimeSpan.FromMilliseconds(50) });
        await Until(() => _outbox.Count(s_lane) == 0);

        var records = Stored(server).SelectMany(Read).ToList();
        Assert.Equal(Enumerable.Range(1, 250).Select(i => (long)i), records.Select(record => record.GetProperty("sequence").GetInt64()).Order());
        Assert.Equal("edge.reading.v1", records[0].GetProperty("type").GetString());
        foreach (string file in Stored(server))
        {
            string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
            Assert.EndsWith($"stored/box/p/2026-11-27/{hash}.json.gz", file);
            Assert.Contains(_sent.Objects, sent => sent.Key == $"box/p/2026-11-27/{hash}.json.gz" && sent.Bytes == new FileInfo(file).Length);
        }
        Assert.Equal(250, _sent.Objects.Sum(sent => sent.Records));
    }

    [ProgramFact(NginxDav.Program, "nginx-light")]
    public async Task Send_FewRecords_WaitUntilTheyAreWorthABundle()
    {
        using var server = new NginxDav(_folder);
        Add(1, 99);
        Start(server, c => c with { Records = 100, Every = TimeSpan.FromHours(1) });
        await Until(() => _state.Connected);
        Assert.Equal(0, _state.Sent);

        Add(100, 100);
        await Until(() => _outbox.Count(s_lane) == 0);

        Assert.Equal(100, Read(Assert.Single(Stored(server))).Count());
    }

    [ProgramFact(NginxDav.Program, "nginx-light")]
    public async Task Send_ServerIsAway_WaitsInTheOutboxAndGoesOnWhereItWas()
    {
        int port;
        using (var gone = new NginxDav(Directory.CreateDirectory(Path.Combine(_folder, "gone")).FullName)) port = gone.Port;
        Add(1, 30);
        Start(new Uri($"http://127.0.0.1:{port}/"), c => c with { Records = 10, Every = TimeSpan.FromMilliseconds(50) });
        await Until(() => _state.LastError is not null);
        Assert.Equal(30, _outbox.Count(s_lane));

        using var server = new NginxDav(_folder, port);
        await Until(() => _outbox.Count(s_lane) == 0);

        Assert.Equal(30, Stored(server).SelectMany(Read).Select(record => record.GetProperty("sequence").GetInt64()).Distinct().Count());
    }

    [ProgramFact(NginxDav.Program, "nginx-light")]
    public async Task Send_PrivateAndNotCleared_NeverLeaves()
    {
        using var server = new NginxDav(_folder);
        _private.Set(["p"]);
        _outbox.Add(s_lane, "p", 1, """{"secret":41}""");
        _outbox.Add(s_lane, "p", 2, """{"mean":42}""", isCleared: true);
        Start(server, c => c with { Records = 2 });
        await Until(() => _outbox.Count(s_lane) == 0);

        var records = Stored(server).SelectMany(Read).ToList();
        Assert.DoesNotContain(records, record => record.GetRawText().Contains("secret", StringComparison.Ordinal));
        Assert.Equal(["edge.gap.v1", "edge.reading.v1"], records.Select(record => record.GetProperty("type").GetString()).Order());
        // Counted again where the link was lost before the answer came, and the bundle is put again.
        Assert.InRange(_state.Withheld, 1, _state.Connects);
    }

    [ProgramFact(NginxDav.Program, "nginx-light")]
    public async Task Send_TodaysBytesAreSpent_GoesOnTomorrowAndARestartRenewsNothing()
    {
        using var server = new NginxDav(_folder);
        Add(1, 100);
        DataUplinkConfiguration Tight(DataUplinkConfiguration c) => c with { Records = 10, Every = TimeSpan.FromMilliseconds(10), BytesPerDayMax = 1200 };
        Start(server, Tight);
        await Until(() => _state.LastError?.Contains("are spent", StringComparison.Ordinal) == true);
        int left = _outbox.Count(s_lane);
        Assert.InRange(left, 1, 99);
        Assert.InRange(_sent.BytesOn(_now.GetUtcNow()), 1, 1200);

        await Stop();
        Start(server, Tight);
        await Until(() => _state.Connects > 1 || _state.LastError is not null);
        await Until(() => _state.LastError?.Contains("are spent", StringComparison.Ordinal) == true);
        Assert.Equal(left, _outbox.Count(s_lane));

        while (_outbox.Count(s_lane) > 0)
        {
            int before = _outbox.Count(s_lane);
            _now.Advance(TimeSpan.FromDays(1));
            await Until(() => _outbox.Count(s_lane) < before);
            await Until(() => _outbox.Count(s_lane) == 0 || _state.LastError?.Contains("are spent", StringComparison.Ordinal) == true);
            Assert.InRange(_sent.BytesOn(_now.GetUtcNow()), 1, 1200);
        }
        Assert.True(Stored(server).Sum(file => new FileInfo(file).Length) > 1200);
    }

    /// <summary>The least that can be configured, and records that gzip makes nothing of: what waits is much more than a day's bytes.</summary>
    [ProgramFact(NginxDav.Program, "nginx-light")]
    public async Task Send_BundleWouldBeMoreThanADay_GoesInBundlesThatFit()
    {
        const int PerDay = 64 << 10;
        using var server = new NginxDav(_folder);
        var random = new Random(3);
        byte[] noise = new byte[6000];
        for (long sequence = 1; sequence <= 30; sequence++)
        {
            random.NextBytes(noise);
            _outbox.Add(s_lane, "p", sequence, $$"""{"x":"{{Convert.ToBase64String(noise)}}"}""");
        }
        Start(server, c => c with { Records = 30, Every = TimeSpan.FromMilliseconds(10), BytesPerDayMax = PerDay });
        for (int left = 30; left > 0;)
        {
            int before = left;
            await Until(() => _outbox.Count(s_lane) < before);
            await Until(() => _outbox.Count(s_lane) == 0 || _state.LastError?.Contains("are spent", StringComparison.Ordinal) == true);
            Assert.InRange(_sent.BytesOn(_now.GetUtcNow()), 1, PerDay);
            left = _outbox.Count(s_lane);
            _now.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(0, _state.Refused);
        Assert.Equal(Enumerable.Range(1, 30).Select(i => (long)i), Stored(server).SelectMany(Read).Select(record => record.GetProperty("sequence").GetInt64()).Order());
    }

    [ProgramFact(NginxDav.Program, "nginx-light")]
    public async Task Connect_CertificateCannotBeReadForAMoment_IsTriedAgain()
    {
        using var server = new NginxDav(_folder);
        using var authority = new TestAuthority("site");
        string pem = Path.Combine(_folder, "own.pem");
        // Root reads whatever it is forbidden to, but no folder.
        Directory.CreateDirectory(pem);
        Add(1, 10);
        Start(server, c => c with { Records = 10, Tls = new UplinkTls(null, pem, pem) });
        await Until(() => _run.IsCompleted || _state.LastError is not null);
        Assert.False(_run.IsCompleted);

        Directory.Delete(pem);
        var (certificate, key) = authority.Issue("own");
        File.WriteAllText(pem, File.ReadAllText(certificate) + "\n" + File.ReadAllText(key));
        await Until(() => _outbox.Count(s_lane) == 0);

        Assert.Equal(10, Stored(server).SelectMany(Read).Count());
    }

    [ProgramFact(NginxDav.Program, "nginx-light")]
    public async Task Send_UserAndPassword_AreShownAndAWrongOneIsSaid()
    {
        using var server = new NginxDav(_folder, credentials: "edge:$apr1$vDfBlUJK$ChFNLC0w33JCNdnYXUr6Y/");
        Add(1, 10);
        Start(server, c => c with { Records = 10, User = "edge", Password = new Secret("wrong") });
        await Until(() => _state.LastError?.Contains("answered 401", StringComparison.Ordinal) == true);
        Assert.Equal(10, _outbox.Count(s_lane));

        await Stop();
        Start(server, c => c with { Records = 10, User = "edge", Password = new Secret("secret") });
        await Until(() => _outbox.Count(s_lane) == 0);
        Assert.Single(Stored(server));
    }

    /// <summary>The examples of "Signature Calculations for the Authorization Header" in Amazon S3's API reference.</summary>
    [Theory]
    [InlineData("GET", "/test.txt", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "range: bytes=0-9", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")]
    [InlineData("PUT", "/test%24file.text", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072", "date: Fri, 24 May 2013 00:00:00 GMT|x-amz-storage-class: REDUCED_REDUNDANCY", "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")]
    public void Authorization_OfKnownRequests_IsTheKnownOne(string method, string path, string hash, string more, string signature)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = "examplebucket.s3.amazonaws.com",
            [S3Signature.HashHeader] = hash,
            [S3Signature.DateHeader] = "20130524T000000Z",
        };
        foreach (string header in more.Split('|')) headers[header.Split(": ", 2)[0]] = header.Split(": ", 2)[1];

        string authorization = S3Signature.Authorization(method, path, headers, "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1");

        Assert.EndsWith($"Signature={signature}", authorization);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ", authorization);
    }

    [Fact]
    public void Ledger_DamagedFile_BeginsAnew()
    {
        string file = Path.Combine(_folder, "sent.json");
        foreach (string damage in new[] { "", "null", "{}", "[1", """{"day":null,"bytes":1,"objects":[]}""" })
        {
            File.WriteAllText(file, damage);
            var ledger = new SentLedger(file);
            ledger.Spend(5, _now.GetUtcNow());
            Assert.Equal(5, new SentLedger(file).BytesOn(_now.GetUtcNow()));
        }
    }

    private void Start(NginxDav server, Func<DataUplinkConfiguration, DataUplinkConfiguration> change) => Start(server.Address, change);

    private void Start(Uri address, Func<DataUplinkConfiguration, DataUplinkConfiguration> change)
    {
        _stop = new CancellationTokenSource();
        var pace = new UplinkPace { InFlightMax = 1, RetryLeast = TimeSpan.FromMilliseconds(20), RetryMost = TimeSpan.FromMilliseconds(100) };
        var configuration = change(new DataUplinkConfiguration("training", address) { Every = TimeSpan.FromHours(1), Pace = pace });
        var around = new UplinkSurroundings(_outbox, TimeProvider.System, new Random(7), NullLogger.Instance, configuration.SilenceMax) { Private = _private, StateDirectory = _folder };
        var made = DataLink.Make(configuration, new UplinkContext { Device = "box", Now = _now.GetUtcNow, State = _state, Around = around });
        _sent = made.Sent!;
        _run = Task.Run(() => new UplinkSender(_state, pace, made.Link, made.Messages, around).Run(_stop.Token));
    }

    private async Task Stop()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(TimeSpan.FromSeconds(20));
        _state.OnTrouble("");
    }

    private void Add(long first, long last)
    {
        for (long sequence = first; sequence <= last; sequence++) _outbox.Add(s_lane, "p", sequence, $$"""{"x":{{sequence * 7919}}}""");
    }

    private static string[] Stored(NginxDav server) => Directory.GetFiles(server.Stored, "*.json.gz", SearchOption.AllDirectories);

    private static IEnumerable<JsonElement> Read(string file)
    {
        using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var document = JsonDocument.Parse(gzip);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    private static async Task Until(Func<bool> condition)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition()) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, late.Token);
    }
}
