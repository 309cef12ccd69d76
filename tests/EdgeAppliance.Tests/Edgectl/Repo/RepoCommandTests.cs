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

    private static async Task<string> Done(params string[] arguments)
    {
        var run = await EdgectlRun.Of(["repo", .. arguments]);
        Assert.True(run.Code == ExitCodes.Done, run.Errors);
        return run.Output;
    }
}
