using System.Net;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http;
using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Identity.SiteCa;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Http;
using EdgeAppliance.Daemon.Live;
using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Tests.Daemon.Http;
using EdgeAppliance.Tests.Daemon.Twins;
using EdgeAppliance.Tests.Daemon.Uplink;
using EdgeAppliance.Tests.Ingest.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Daemon.Identity.SiteCa;

/// <summary>A site authority before a registry, asked over HTTPS by real clients.</summary>
internal sealed class EstSite : IAsyncDisposable
{
    private readonly TestAuthority _servers = new("servers");
    private readonly FakeAppliance _appliance = new();
    private readonly HttpSource _source;
    private HttpHost _host = null!;
    private ServerTls _tls = null!;

    private EstSite(SiteCaConfiguration? configuration)
    {
        Authority = SiteCaFiles.Load(configuration ?? new SiteCaConfiguration(null, null, TimeSpan.FromDays(90), new Uri("http://site.example/site-ca.crl")), State.Path, "box", Guarded.Time.GetUtcNow());
        Guarded.Changes.Retired = issued => Authority.Revoked.Add(issued, Guarded.Time.GetUtcNow());
        Enrolment = new Enrolment(Authority, Guarded.Registry, Guarded.Changes, Guarded.Admission, () => Guarded.Time.GetUtcNow(), NullLogger.Instance);
        var options = new HttpSourceOptions { Name = "field" };
        _source = new HttpSource(options, Store.Append, new PostMemory(Store, options.Name, Store.Append, Task.CompletedTask), null, Guarded.Time);
        _source.Start();
    }

    /// <summary>What is posted to <c>/ingest/field</c>.</summary>
    public RowStore Store { get; } = new();

    public TokenStore Tokens => _host.Tokens;

    public Guarded Guarded => _appliance.Guarded;

    public StateFolder State { get; } = new();

    public SiteAuthority Authority { get; }

    public Enrolment Enrolment { get; }

    public TestAuthority Servers => _servers;

    public string Url { get; private set; } = "";

    public string PlainUrl { get; private set; } = "";

    public static async Task<EstSite> Start(SiteCaConfiguration? configuration = null)
    {
        var site = new EstSite(configuration);
        site.ShowAnother();
        var options = new HttpHostOptions([new IPEndPoint(IPAddress.Loopback, 0)], site.State.Path) { SecureEndPoints = [new IPEndPoint(IPAddress.Loopback, 0)], Tls = () => site._tls };
        var around = new HttpSurroundings(site._appliance, site._appliance, NullLoggerFactory.Instance, site.Guarded.Time)
        {
            Live = new LiveReadings(new RowStore(), us => us, new LiveLimits(), site.Guarded.Time), Devices = new FakeDevices(), Desired = new DesiredStates(site.State.Path), Enrolment = site.Enrolment,
            Admission = site.Guarded.Admission, Failures = site.Guarded.Failures, Intake = new HttpIntake(NullLogger.Instance, site.Guarded.Failures),
        };
        around.Intake.Use([site._source]);
        site._host = await HttpHost.Start(options, around, CancellationToken.None);
        site.Url = $"https://{site._host.Listeners.Single(one => one.Protocol == "https").Address}";
        site.PlainUrl = $"http://{site._host.Listeners.Single(one => one.Protocol == "http").Address}";
        return site;
    }

    /// <summary>From now on connections are shown a new certificate.</summary>
    public void ShowAnother()
    {
        var (certificate, key) = _servers.Issue("appliance");
        _tls = ServerTls.Load(new ListenTls(certificate, key));
    }

    public string FileOf(string name) => Path.Combine(State.Path, name);

    /// <summary>Runs a program to its end, in the state's folder.</summary>
    public static async Task<(int Code, string Said)> Run(string program, params string[] arguments) => await MosquittoClients.Run(program, arguments);

    /// <summary>Makes a key and a request for a certificate with openssl: <c>NAME.key</c> and <c>NAME.b64</c>.</summary>
    public async Task Request(string name, string subject, params string[] newKey)
    {
        string[] key = newKey.Length > 0 ? newKey : ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
        await Openssl(["req", "-new", "-nodes", .. key, "-keyout", FileOf(name + ".key"), "-subj", subject, "-outform", "DER", "-out", FileOf(name + ".der")]);
        await Openssl("base64", "-in", FileOf(name + ".der"), "-out", FileOf(name + ".b64"));
    }

    public static async Task<string> Openssl(params string[] arguments)
    {
        var (code, said) = await Run("/usr/bin/openssl", arguments);
        Assert.True(code == 0, said);
        return said;
    }

    /// <summary>Asks with curl, which says the status last.</summary>
    public Task<(int Code, string Said)> Curl(string path, params string[] more) =>
        Run("/usr/bin/curl", ["-sS", "--max-time", "20", "--cacert", _servers.CertificateFile, "-w", "%{http_code}", .. more, Url + path]);

    /// <summary>Posts <c>NAME.b64</c>; an answer is at <c>NAME.p7</c>.</summary>
    public Task<string> Post(string name, string operation, params string[] more) => PostAs("application/pkcs10", name, operation, more);

    public async Task<string> PostAs(string contentType, string name, string operation, params string[] more)
    {
        var (code, said) = await Curl($"/.well-known/est/{operation}", ["--data-binary", "@" + FileOf(name + ".b64"), "-H", "Content-Type: " + contentType, "-o", FileOf(name + ".p7"), .. more]);
        Assert.True(code == 0, said);
        return said;
    }

    /// <summary>Makes a device known and gives it its certificate, at <c>DEVICE.pem</c> and <c>DEVICE.key</c>.</summary>
    public async Task<X509Certificate2> Enroll(string device, params string[] publish)
    {
        string token = Guarded.Changes.Add(new NewDevice(device) { Generate = "enrolment", Publish = publish, Replace = true })!;
        await Request(device, "/CN=" + device);
        Assert.Equal("200", await Post(device, "simpleenroll", "-u", $"{device}:{token}"));
        return await Certificate(device);
    }

    /// <summary>The certificate in <c>NAME.p7</c>, as openssl reads it, also at <c>NAME.pem</c>.</summary>
    public async Task<X509Certificate2> Certificate(string name)
    {
        await Openssl("base64", "-d", "-A", "-in", FileOf(name + ".p7"), "-out", FileOf(name + ".p7der"));
        await Openssl("pkcs7", "-inform", "DER", "-in", FileOf(name + ".p7der"), "-print_certs", "-out", FileOf(name + ".pem"));
        return X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(FileOf(name + ".pem")));
    }

    public string[] Shown(string name) => ["--cert", FileOf(name + ".pem"), "--key", FileOf(name + ".key")];

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _source.Dispose();
        _appliance.Dispose();
        Authority.Dispose();
        _servers.Dispose();
        State.Dispose();
    }
}
