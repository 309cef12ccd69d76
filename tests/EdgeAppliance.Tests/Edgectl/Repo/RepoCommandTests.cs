using EdgeAppliance.Edgectl;
using EdgeAppliance.Tests.Architecture;

namespace EdgeAppliance.Tests.Edgectl.Repo;

public sealed class RepoCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-repo-").FullName;

    private string Repository => Path.Combine(_folder, "repository");

    private string Keys => Path.Combine(_folder, "keys");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Repo_FromInitToVerify_IsSoundAllAlong()
    {
        string bundle = Path.Combine(ProjectReferences.Root, "models/host-anomaly");
        await Done("init", Repository, "--keys", Keys);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Keys, "root-ecdsa.pem")));

        await Done("publish", Repository, "--keys", Keys, "--bundle", bundle);
        await Done("rotate", Repository, "root", "--keys", Keys);
        await Done("rotate", Repository, "targets", "--keys", Keys);
        await Done("rotate", Repository, "timestamp", "--keys", Keys);
        await Done("publish", Repository, "--keys", Keys);

        string said = await Done("verify", Repository);
        Assert.Contains("sound:", said);
    }

    [Fact]
    public async Task Publish_SameVersionAgain_Fails()
    {
        string bundle = Path.Combine(ProjectReferences.Root, "models/host-anomaly");
        await Done("init", Repository, "--keys", Keys);
        await Done("publish", Repository, "--keys", Keys, "--bundle", bundle);

        var run = await EdgectlRun.Of("repo", "publish", Repository, "--keys", Keys, "--bundle", bundle);

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("published already", run.Errors);
    }

    [Fact]
    public async Task Verify_TargetChanged_Fails()
    {
        await Done("init", Repository, "--keys", Keys);
        await Done("publish", Repository, "--keys", Keys, "--bundle", Path.Combine(ProjectReferences.Root, "models/host-anomaly"));
        string target = Directory.EnumerateFiles(Path.Combine(Repository, "targets"), "*.model.onnx", SearchOption.AllDirectories).First();
        byte[] bytes = File.ReadAllBytes(target);
        bytes[^1] ^= 1;
        File.WriteAllBytes(target, bytes);

        var run = await EdgectlRun.Of("repo", "verify", Repository);

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("is not the file that is promised", run.Errors);
    }

    [Fact]
    public async Task Publish_WithoutTheKeys_FailsAndChangesNothing()
    {
        await Done("init", Repository, "--keys", Keys);
        string empty = Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName;

        var run = await EdgectlRun.Of("repo", "publish", Repository, "--keys", empty);

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("0 of its keys", run.Errors);
        await Done("verify", Repository);
    }

    [Fact]
    public async Task Delegate_TenantPublishesByItsOwnKeys_AndNothingElse()
    {
        await Done("init", Repository, "--keys", Keys);
        string tenant = Path.Combine(_folder, "tenant");
        await Done("delegate", Repository, "acme", "--bundles", "host-*", "--role-keys", tenant, "--keys", Keys);
        // The tenant has its own keys, and the server's that sign what is online.
        foreach (string online in Directory.EnumerateFiles(Keys).Where(file => Path.GetFileName(file).StartsWith("snapshot") || Path.GetFileName(file).StartsWith("timestamp")))
            File.Copy(online, Path.Combine(tenant, Path.GetFileName(online)));

        await Done("publish", Repository, "--role", "acme", "--keys", tenant, "--bundle", Path.Combine(ProjectReferences.Root, "models/host-anomaly"));
        Assert.Contains("acme: good until", await Done("verify", Repository));

        var other = await EdgectlRun.Of("repo", "publish", Repository, "--role", "acme", "--keys", tenant, "--bundle", Path.Combine(ProjectReferences.Root, "models/pump-anomaly"));
        Assert.Contains("The role 'acme' may not tell of 'bundles/pump-anomaly/", other.Errors);
        Assert.Contains("there is no role 'nobody'", (await EdgectlRun.Of("repo", "publish", Repository, "--role", "nobody", "--keys", tenant)).Errors);
    }

    [Fact]
    public async Task Publish_Archive_HasHashesAndBillOfMaterials()
    {
        string archive = Path.Combine(_folder, "a.tar");
        Assert.Equal(ExitCodes.Done, (await EdgectlRun.Of("bundle", "pack", Path.Combine(ProjectReferences.Root, "models/host-anomaly"), "-o", archive)).Code);
        await Done("init", Repository, "--keys", Keys);

        string said = await Done("publish", Repository, "--keys", Keys, "--bundle", archive);

        Assert.Contains("/sbom.cdx.json", said);
        Assert.Contains("/MODEL_CARD.md", said);
        await Done("verify", Repository);
    }

    [Fact]
    public async Task Verify_SoonExpired_FailsWithThatRole()
    {
        await Done("init", Repository, "--keys", Keys);
        await Done("verify", Repository, "--good-for", "6d");

        var run = await EdgectlRun.Of("repo", "verify", Repository, "--good-for", "8d");

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("The metadata of 'timestamp' was good until", run.Errors);
    }

    [Fact]
    public async Task Export_Stick_IsSoundByItselfAndOnlyCopiedWhereItChanged()
    {
        string stick = Path.Combine(_folder, "stick");
        await Done("init", Repository, "--keys", Keys);
        await Done("publish", Repository, "--keys", Keys, "--bundle", Path.Combine(ProjectReferences.Root, "models/host-anomaly"));

        await Done("export", Repository, stick);
        Assert.Contains(": 0 files", await Done("export", Repository, stick));
        await Done("publish", Repository, "--keys", Keys);
        Assert.Contains(": 1 files", await Done("export", Repository, stick));
        await Done("verify", stick);

        string some = Path.Combine(_folder, "some");
        await Done("export", Repository, some, "--bundle", "pump-anomaly");
        Assert.False(Directory.Exists(Path.Combine(some, "targets")));
    }

    [Fact]
    public async Task Export_DamagedRepository_CopiesNothing()
    {
        await Done("init", Repository, "--keys", Keys);
        await Done("publish", Repository, "--keys", Keys, "--bundle", Path.Combine(ProjectReferences.Root, "models/host-anomaly"));
        File.Delete(Directory.EnumerateFiles(Path.Combine(Repository, "targets"), "*.model.onnx", SearchOption.AllDirectories).First());

        Assert.Equal(ExitCodes.Failed, (await EdgectlRun.Of("repo", "export", Repository, Path.Combine(_folder, "stick"))).Code);
        Assert.False(Directory.Exists(Path.Combine(_folder, "stick")));
    }

    private static async Task<string> Done(params string[] arguments)
    {
        var run = await EdgectlRun.Of(["repo", .. arguments]);
        Assert.True(run.Code == ExitCodes.Done, run.Errors);
        return run.Output;
    }
}
