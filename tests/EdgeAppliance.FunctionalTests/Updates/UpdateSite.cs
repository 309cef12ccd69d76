using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.FunctionalTests.Daemons;
using EdgeAppliance.Tests.Bundles.Tuf;
using EdgeAppliance.Tests.Inference;

namespace EdgeAppliance.FunctionalTests.Updates;

/// <summary>A daemon whose pipeline runs the model <c>tiny</c>, the readings that it is fed, and an update repository on a web server.</summary>
internal sealed class UpdateSite : IDisposable
{
    private readonly List<TufSigner> _signers = [];
    private readonly TufRepository _repository;
    private int _posts;

    /// <param name="trial">Members of <c>models.trial</c>, each with a comma behind it.</param>
    /// <param name="updates">Members of <c>updates</c>, each with a comma behind it.</param>
    public UpdateSite(string trial = "", string updates = "")
    {
        _repository = TufRepository.Create(Directory.CreateDirectory(Folder.PathOf("repository")).FullName);
        foreach (var role in _repository.Roles.Values)
        {
            var signer = EcdsaSigner.Generate();
            role.Add(signer.Key);
            _signers.Add(signer);
        }
        Publish();
        Server = new StaticServer(Folder.PathOf("repository"));
        Folder.Configure($$"""
            {
              "device": { "id": "site" }, "listen": { "http": "127.0.0.1:0" },
              "sources": { "plc": { "type": "http" } },
              "pipelines": { "watch": { "from": "plc", "steps": [{ "type": "window", "size": 4 }, { "type": "infer", "model": "tiny" }] } },
              "models": { "trial": { {{trial}} "duration": "1s", "durationMax": "5m", "windows": 5 } },
              "updates": { {{updates}} "url": "{{Server.Address}}", "root": "{{Folder.PathOf("repository/metadata/1.root.json")}}", "every": "1d" }
            }
            """);
        Daemon = new DaemonUnderTest(Folder);
    }

    public DaemonFolder Folder { get; } = new("{}");

    public DaemonUnderTest Daemon { get; }

    public StaticServer Server { get; }

    public string Bundle(TestBundle bundle) => bundle.WriteTo(Folder.PathOf($"bundles/{bundle.Version}"));

    /// <param name="ballast">Put into the model's file, which runs as before.</param>
    public void Publish(TestBundle bundle, string ballast = "")
    {
        string folder = Bundle(bundle);
        if (ballast.Length > 0) Ballast.Add(Path.Combine(folder, "model.onnx"), ballast);
        BundleTargets.Add(_repository, folder, Directory.CreateDirectory(Folder.PathOf("scratch")).FullName);
        Publish();
    }

    /// <summary>Has a bundle installed, and waits for the end.</summary>
    public async Task<InstallStatus> Install(TestBundle bundle, double fed = 1)
    {
        using var reply = await Daemon.Pages.Post("/api/models/install", $$"""{"path":"{{Bundle(bundle)}}"}""");
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
        return await End(bundle.Version, fed);
    }

    /// <summary>Feeds readings until the newest installation, which is of that version, has ended.</summary>
    public async Task<InstallStatus> End(string version, double fed = 1)
    {
        InstallStatus? newest = null;
        await Eventually.Becomes($"the installation of {version} ends", async () =>
        {
            await Feed(fed);
            newest = (await Daemon.Pages.Models()).Installs.FirstOrDefault();
            return newest?.Version == version && !newest.IsUnderWay();
        }, TimeSpan.FromSeconds(90), () => Daemon.Log);
        return newest!;
    }

    /// <summary>One window; nothing where nobody answers.</summary>
    public async Task Feed(double value)
    {
        string number = value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        for (int i = 0; i < 4; i++) await Daemon.Pages.Ingest("plc", $"post-{_posts++}", $$"""{"a":{{number}},"b":{{number}}}""");
    }

    public async Task<ModelStatus> Model() => (await Daemon.Pages.Models()).Models.Single(model => model.Name == "tiny");

    public void Dispose()
    {
        Daemon.Dispose();
        Server.Dispose();
        Folder.Dispose();
    }

    private void Publish() => _repository.Publish(_signers, new Lifetimes(), TimeProvider.System.GetUtcNow());
}
