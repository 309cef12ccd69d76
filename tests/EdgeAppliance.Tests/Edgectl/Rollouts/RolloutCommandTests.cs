using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Edgectl;
using EdgeAppliance.Edgectl.Rollouts;
using EdgeAppliance.Tests.Architecture;

namespace EdgeAppliance.Tests.Edgectl.Rollouts;

public sealed class RolloutCommandTests : IDisposable
{
    private const string Model = "host-anomaly";

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-rollout-").FullName;

    private string Repository => Path.Combine(_folder, "repository");

    private string Keys => Path.Combine(_folder, "keys");

    private static string Bundle => Path.Combine(ProjectReferences.Root, "models", Model);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Rollout_FromCreateToTheLastStage_IsWhatDevicesRead()
    {
        await Init();
        await Done("create", Repository, "host-2", "--keys", Keys, "--bundle", Bundle, "--stage", "1%", "--stage", "10%:0s:95%", "--stage", "100%", "--first", "bench-1,bench-2",
            "--tag", "site=north,west", "--ids", "lab", "--window", "mon-fri 22:00-04:00", "--spread", "1h");

        var rollout = await Read();

        Assert.Equal((1, 3, 10_000, 950_000), (rollout.Stage, rollout.Stages.Count, rollout.Stages[0].SharePpm, rollout.Stages[1].SuccessPpm));
        Assert.Equal(["bench-1", "bench-2"], rollout.Stages[0].Ids.Order());
        Assert.True(rollout.To.Has(new RolloutDevice("a", new Dictionary<string, string> { ["site"] = "west" })) && rollout.To.Ids.Contains("lab"));
        Assert.Equal("mon,tue,wed,thu,fri 22:00-04:00", rollout.Windows.Single().ToString());
        Assert.Equal(TimeSpan.FromHours(1), rollout.Spread);
        Assert.NotNull(rollout.Current.Since);

        await Done("promote", Repository, "host-2", "--keys", Keys);
        Assert.Equal(2, (await Read()).Stage);
        await Done("pause", Repository, "host-2", "--keys", Keys);
        Assert.Equal(RolloutState.Paused, (await Read()).State);
        Assert.Contains("is paused", await Fails("promote", Repository, "host-2", "--keys", Keys));
        await Done("resume", Repository, "host-2", "--keys", Keys);
        await Done("promote", Repository, "host-2", "--keys", Keys);
        Assert.Equal((3, RolloutState.Running), ((await Read()).Stage, (await Read()).State));
        Assert.Contains("last stage", await Fails("promote", Repository, "host-2", "--keys", Keys));
        await Done("abort", Repository, "host-2", "--keys", Keys);
        Assert.Equal(RolloutState.Aborted, (await Read()).State);
        Assert.Contains("aborted", await Fails("resume", Repository, "host-2", "--keys", Keys));
    }

    [Fact]
    public async Task Promote_BeforeTheStagesTimeIsOver_NeedsToBeAskedFor()
    {
        await Init();
        await Done("create", Repository, "r", "--keys", Keys, "--bundle", Bundle, "--stage", "1%:1d", "--stage", "100%");

        Assert.Contains("lasts until", await Fails("promote", Repository, "r", "--keys", Keys));
        await Done("promote", Repository, "r", "--keys", Keys, "--early");
        Assert.Equal(2, (await Read()).Stage);
    }

    [Fact]
    public async Task Status_Json_IsWhatIsSignedAndTheTableSaysItToo()
    {
        await Init();
        await Done("create", Repository, "r", "--keys", Keys, "--bundle", Bundle, "--stage", "0.5%:2h", "--stage", "100%");

        var said = JsonNode.Parse(await Done("status", Repository, "--json"))!.AsArray().Single()!;
        string table = await Done("status", Repository);

        Assert.Equal(5000, said["rollout"]!["stages"]![0]!["sharePpm"]!.GetValue<int>());
        Assert.Equal(Model, said["bundle"]!.GetValue<string>());
        Assert.Contains("0.5 %", table);
        Assert.Contains("1 of 2", table);
    }

    [Fact]
    public async Task Rollout_OfADelegatedRolesBundle_IsSignedByThatRoleAlone()
    {
        string tenant = Path.Combine(_folder, "tenant");
        await Init();
        await Run("repo", "delegate", Repository, "acme", "--keys", Keys, "--bundles", "host-*", "--role-keys", tenant);
        foreach (string online in new[] { "snapshot", "timestamp" }) File.Copy(Path.Combine(Keys, $"{online}-ecdsa.pem"), Path.Combine(tenant, $"{online}-ecdsa.pem"));
        await Run("repo", "publish", Repository, "--keys", tenant, "--bundle", Bundle, "--role", "acme");
        string version = BundleFolder.Open(Bundle).Manifest.Version;

        await Done("create", Repository, "r", "--keys", tenant, "--version-of", $"{Model}@{version}", "--stage", "1%", "--stage", "100%");
        await Done("promote", Repository, "r", "--keys", tenant);

        Assert.Equal(2, JsonNode.Parse(await Done("status", Repository, "--json"))!.AsArray().Single()!["rollout"]!["stage"]!.GetValue<int>());
        Assert.Contains("sound:", await Run("repo", "verify", Repository));
    }

    [Theory]
    [InlineData("is no stage", "--stage", "10")]
    [InlineData("is no stage", "--stage", "10%:soon")]
    [InlineData("is no stage", "--stage", "110%")]
    [InlineData("smaller share", "--stage", "10%", "--stage", "1%")]
    [InlineData("is no window", "--window", "someday 22:00-04:00")]
    [InlineData("is no tag", "--tag", "north")]
    [InlineData("is no duration", "--spread", "1 hour")]
    public async Task Create_WhatIsWrong_IsSaidAndNothingPublished(string message, params string[] arguments)
    {
        await Init();

        Assert.Contains(message, await Fails(["create", Repository, "r", "--keys", Keys, "--bundle", Bundle, .. arguments]));
        Assert.Equal("[]", await Done("status", Repository, "--json") is var all ? all.Trim() : "");
    }

    [Fact]
    public async Task Create_TwiceOrOfWhatIsNotThere_Fails()
    {
        await Init();
        await Done("create", Repository, "r", "--keys", Keys, "--bundle", Bundle);
        string version = BundleFolder.Open(Bundle).Manifest.Version;

        Assert.Contains("has the rollout 'r' already", await Fails("create", Repository, "s", "--keys", Keys, "--version-of", $"{Model}@{version}"));
        Assert.Contains("is not published here", await Fails("create", Repository, "s", "--keys", Keys, "--version-of", $"{Model}@99.0.0"));
        Assert.Contains("there is no rollout 'x'", await Fails("pause", Repository, "x", "--keys", Keys));
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("1d", 86_400)]
    public void Parse_Duration_IsSoLong(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), DurationText.TryParse(text));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1w")]
    [InlineData("999d")]
    public void Parse_NoDuration_IsNull(string text) => Assert.Null(DurationText.TryParse(text));

    private Task Init() => Run("repo", "init", Repository, "--keys", Keys);

    /// <summary>As a device reads it, signatures and all.</summary>
    private async Task<Rollout> Read()
    {
        byte[] root = File.ReadAllBytes(Path.Combine(Repository, "metadata/1.root.json"));
        var client = new TufClient(new FolderSource(Repository), new FolderCache(Path.Combine(_folder, Path.GetRandomFileName())), root, TrustPolicy.Standard, new TufLimits(), TimeProvider.System.GetUtcNow());
        await client.Refresh(CancellationToken.None);
        return RolloutReader.Read(client.TopTargets.Single(target => target.Key.EndsWith("/bundle.json", StringComparison.Ordinal)).Value.Custom)!;
    }

    private static Task<string> Done(params string[] arguments) => Run(["rollout", .. arguments]);

    private static async Task<string> Fails(params string[] arguments)
    {
        var run = await EdgectlRun.Of(["rollout", .. arguments]);
        Assert.Equal(ExitCodes.Failed, run.Code);
        return run.Errors;
    }

    private static async Task<string> Run(params string[] arguments)
    {
        var run = await EdgectlRun.Of(arguments);
        Assert.True(run.Code == ExitCodes.Done, run.Errors);
        return run.Output;
    }
}
