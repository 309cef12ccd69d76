using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Repository.Versions;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Tests.Inference.Repository;

/// <summary>Which of a model's folders is the one that runs.</summary>
public sealed class InstalledVersionsTests : IDisposable
{
    private readonly ModelFolder _folder = new();

    [Fact]
    public void Current_Installed_ComesBeforeTheOperatorsAndTheShipped()
    {
        _folder.Ship(TestBundle.Keeping("0.9") with { Version = "shipped" });
        Assert.Equal("shipped", CurrentVersion());
        (TestBundle.Keeping("0.9") with { Version = "own" }).WriteTo(Path.Combine(_folder.Installed, "tiny"));
        Assert.Equal("own", CurrentVersion());
        Install("1", "2");
        Assert.Equal("2", CurrentVersion());
    }

    [Fact]
    public void Current_FolderThatIsNotListed_IsPassedOver()
    {
        Install("1", "2");
        List("1");
        Assert.Equal("1", CurrentVersion());
    }

    [Fact]
    public void Current_NewestIsDamaged_FallsBackAndSaysSo()
    {
        Install("1", "2");
        File.WriteAllText(Path.Combine(_folder.Installed, "tiny/2/model.onnx"), "x");
        using var repository = _folder.Open();
        Assert.Equal("1", repository.Slot("tiny").Current().Manifest.Version);
        var condition = Assert.Single(repository.Conditions);
        Assert.Equal("model.fell-back", condition.Code);
        Assert.StartsWith("tiny runs version 1, because a newer one cannot be used: ONNX Runtime does not take the model", condition.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Current_ListIsDamaged_TakesTheNewestThatLoads()
    {
        Install("1", "2", "3");
        File.WriteAllText(Path.Combine(_folder.Installed, "tiny/3/bundle.json"), "{}");
        File.WriteAllText(Path.Combine(_folder.Installed, "tiny", ModelVersions.FileName), "\0\0\0");
        var old = Directory.GetLastWriteTimeUtc(Path.Combine(_folder.Installed, "tiny/2"));
        Directory.SetLastWriteTimeUtc(Path.Combine(_folder.Installed, "tiny/1"), old.AddHours(-1));
        Directory.SetLastWriteTimeUtc(Path.Combine(_folder.Installed, "tiny/3"), old.AddHours(1));
        Assert.Equal("2", CurrentVersion());
    }

    [Fact]
    public void Current_NothingLoads_TellsOfTheNewest()
    {
        Install("1");
        File.WriteAllText(Path.Combine(_folder.Installed, "tiny/1/bundle.json"), "{}");
        using var repository = _folder.Ship(TestBundle.Keeping("0.9") with { Model = "keeps-0.92" }).Open();
        Assert.Contains("bundle.json is wrong", Assert.Throws<ModelLoadException>(() => repository.Slot("tiny").Current()).Message);
    }

    public void Dispose() => _folder.Dispose();

    private string CurrentVersion()
    {
        using var repository = _folder.Open();
        Assert.Equal("tiny", Assert.Single(repository.Status).Name);
        return repository.Slot("tiny").Current().Manifest.Version;
    }

    /// <summary>The last one is the newest.</summary>
    private void Install(params string[] versions)
    {
        foreach (string version in versions)
            (TestBundle.Keeping("0.9") with { Version = version }).WriteTo(Path.Combine(_folder.Installed, "tiny", version));
        List([.. versions.Reverse()]);
    }

    private void List(params string[] versions) =>
        File.WriteAllBytes(Path.Combine(_folder.Installed, "tiny", ModelVersions.FileName), (ModelVersions.None with { Versions = versions }).ToUtf8());
}
