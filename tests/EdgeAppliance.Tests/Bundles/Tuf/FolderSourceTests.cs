using System.Diagnostics;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Bundles.Tuf;

/// <summary>A stick may be anybody's.</summary>
public sealed class FolderSourceTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("stick/metadata/timestamp.json")]
    [InlineData("stick/targets/a.tar")]
    public async Task Open_Pipe_IsNotWaitedFor(string file)
    {
        Make();
        File.Delete(At(file));
        using var make = Process.Start("mkfifo", [At(file)]);
        await make.WaitForExitAsync();

        Assert.Contains("is no plain file", (await Refusal()).Message);
    }

    [Theory]
    [InlineData("metadata/timestamp.json")]
    [InlineData("targets/a.tar")]
    [InlineData("metadata")]
    [InlineData("targets")]
    public async Task Open_Link_IsNotFollowed(string what)
    {
        Make();
        Directory.Move(At("stick"), At("other"));
        Make();
        if (Directory.Exists(At($"stick/{what}"))) Directory.Delete(At($"stick/{what}"), recursive: true);
        else File.Delete(At($"stick/{what}"));
        File.CreateSymbolicLink(At($"stick/{what}"), At($"other/{what}"));

        Assert.Contains("is a link", (await Refusal()).Message);
    }

    [Fact]
    public async Task Open_NotThere_IsNull()
    {
        var source = new FolderSource(At("nowhere"));

        Assert.Null(await source.FetchMetadata("timestamp.json", 10, CancellationToken.None));
        Assert.Null(await source.OpenTarget(new TargetPiece("a.tar", 3, 0, 3), CancellationToken.None));
    }

    private async Task<IOException> Refusal()
    {
        var source = new FolderSource(At("stick"));
        return await Assert.ThrowsAsync<IOException>(() => Task.Run(async () =>
        {
            await source.FetchMetadata("timestamp.json", 10, CancellationToken.None);
            await (await source.OpenTarget(new TargetPiece("a.tar", 3, 0, 3), CancellationToken.None))!.DisposeAsync();
        }).WaitAsync(s_patience));
    }

    private void Make()
    {
        foreach (string file in new[] { "stick/metadata/timestamp.json", "stick/targets/a.tar" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
            File.WriteAllText(At(file), "abc");
        }
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
