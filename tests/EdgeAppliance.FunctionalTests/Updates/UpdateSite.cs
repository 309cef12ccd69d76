using System.Text.Json;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Demo.Cloud;
using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.FunctionalTests.Daemons;
using EdgeAppliance.Tests.Bundles.Tuf;
using EdgeAppliance.Tests.Inference;

namespace EdgeAppliance.FunctionalTests.Updates;

/// <summary>A daemon whose pipeline runs the model <c>tiny</c>, the readings that it is fed, and an update repository on a web server.</summary>
internal sealed class UpdateSite : IDisposable
{
    private static readonly string s_edgectl = Path.Combine(Repository.Root, "tools/edgectl/bin/Release/net10.0/edgectl");
    private static readonly TimeSpan s_watchMost = TimeSpan.FromSeconds(30);

    private readonly List<TufSigner> _signers = [];
    private readonly TufRepository _repository;
    private readonly string _trial;
    private readonly string _updates;
    private readonly int _windows;
    private readonly CloudBroker? _cloud;
    private int _posts;

    /// <param name="trial">Members of <c>models.trial</c>, each with a comma behind it.</param>
    /// <param name="updates">Members of <c>updates</c>, each with a comma behind it.</param>
    /// <param name="windows">That a trial takes at least.</param>
    /// <param name="isWatched">Whether it reports to a broker, which a fleet is watched at.</param>
    public UpdateSite(string trial = "", string updates = "", int windows = 5, bool isWatched = false)
    {
        (_trial, _updates, _windows) = (trial, updates, windows);
        _repository = TufRepository.Create(Directory.CreateDirectory(Folder.PathOf("repository")).FullName);
        foreach (var role in _repository.Roles.Values)
        {
            var signer = EcdsaSigner.Generate();
            role.Add(signer.Key);
            _signers.Add(signer);
        }
        Publish();
        Server = new StaticServer(Folder.PathOf("repository"));
        if (isWatched) (_cloud = new CloudBroker(Directory.CreateDirectory(Folder.PathOf("cloud")).FullName)).Start();
        Configure("1d");
        Daemon = new DaemonUnderTest(Folder);
    }

    public DaemonFolder Folder { get; } = new("{}");

    public DaemonUnderTest Daemon { get; }

    public StaticServer Server { get; }

    /// <summary>Writes the daemon's configuration.</summary>
    /// <param name="every">How often it looks by itself.</param>
    public void Configure(string every)
    {
        string uplinks = _cloud is null ? "" : $$""" "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:{{_cloud.Port}}", "topic": "edge/{device}/{pipeline}" } }, """;
        Folder.Configure($$"""
            {
              "device": { "id": "site" }, "listen": { "http": "127.0.0.1:0" }, {{uplinks}}
              "sources": { "plc": { "type": "http" } },
              "pipelines": { "watch": { "from": "plc", "steps": [{ "type": "window", "size": 4 }, { "type": "infer", "model": "tiny" }] } },
              "models": { "trial": { {{_trial}} "duration": "1s", "durationMax": "5m", "windows": {{_windows}} } },
              "updates": { {{_updates}} "url": "{{Server.Address}}", "root": "{{Folder.PathOf("repository/metadata/1.root.json")}}", "every": "{{every}}" }
            }
            """);
    }

    public string Bundle(TestBundle bundle) => bundle.WriteTo(Folder.PathOf($"bundles/{bundle.Version}"));

    /// <param name="ballast">Put into the model's file, which runs as before.</param>
    public void Publish(TestBundle bundle, string ballast = "")
    {
        string folder = Bundle(bundle);
        if (ballast.Length > 0) Ballast.Add(Path.Combine(folder, "model.onnx"), ballast);
        Publish(folder);
    }

    /// <param name="folder">Of a bundle of any kind.</param>
    public void Publish(string folder)
    {
        BundleTargets.Add(_repository, folder, Directory.CreateDirectory(Folder.PathOf("scratch")).FullName);
        Publish();
    }

    /// <summary>Publishes a version for all devices as the rollout <c>r</c>, and has the daemon look.</summary>
    public async Task RollOut(TestBundle bundle)
    {
        BundleTargets.Add(_repository, Bundle(bundle), Directory.CreateDirectory(Folder.PathOf("scratch")).FullName);
        new RolloutBook(_repository).Create(bundle.Name, bundle.Version, new Rollout("r"));
        Publish();
        await Look();
    }

    public async Task Look()
    {
        using var reply = await Daemon.Pages.Post("/api/updates/look", "");
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until a watch of the fleet shows that the rollout has failed here, and why.</summary>
    public Task FleetWatchSays(string reason) => Eventually.Becomes($"the fleet's watch says '{reason}'", async () =>
    {
        using var watch = new ChildProcess(s_edgectl, "fleet", "watch", Folder.PathOf("repository"), "--broker", $"mqtt://127.0.0.1:{_cloud!.Port}", "--once", "--settle", "0s", "--json");
        Assert.True(await Task.Run(() => watch.WaitForExit(s_watchMost)) && watch.ExitCode == 0, watch.Log);
        var rollout = JsonDocument.Parse(watch.Log).RootElement;
        return rollout.GetProperty("failed").GetInt32() == 1 && rollout.GetProperty("reasons")[0].GetProperty("reason").GetString()!.StartsWith(reason, StringComparison.Ordinal);
    }, TimeSpan.FromSeconds(30), () => Daemon.Log);

    /// <summary>Has a bundle installed, and waits for the end.</summary>
    public async Task<InstallStatus> Install(TestBundle bundle, double fed = 1)
    {
        using var reply = await Daemon.Pages.Post("/api/models/install", $$"""{"path":"{{Bundle(bundle)}}"}""");
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
        return await End(bundle.Version, fed);
    }

    /// <summary>Feeds readings until the newest installation, which is of that version, has ended. One that was interrupted comes again.</summary>
    public async Task<InstallStatus> End(string version, double fed = 1)
    {
        InstallStatus? newest = null;
        await Eventually.Becomes($"the installation of {version} ends", async () =>
        {
            await Feed(fed);
            newest = (await Daemon.Pages.Models()).Installs.FirstOrDefault();
            return newest?.Version == version && !newest.IsUnderWay() && newest.State != InstallState.Interrupted;
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
        _cloud?.Dispose();
        Folder.Dispose();
    }

    private void Publish() => _repository.Publish(_signers, new Lifetimes(), TimeProvider.System.GetUtcNow());
}
