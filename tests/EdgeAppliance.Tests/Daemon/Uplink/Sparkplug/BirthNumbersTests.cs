using EdgeAppliance.Daemon.Uplink.Sparkplug;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Daemon.Uplink.Sparkplug;

public sealed class BirthNumbersTests
{
    [Fact]
    public void Next_OverRestarts_CountsUpAndAround()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.FullName, "sparkplug", "cloud");
        Assert.Equal(Enumerable.Range(0, 600).Select(i => (byte)i), Enumerable.Range(0, 600).Select(i => new BirthNumbers(path).Next()));
        var one = new BirthNumbers(path);
        Assert.Equal([88, 89, 90], new[] { one.Next(), one.Next(), new BirthNumbers(path).Next() });
    }

    [Theory]
    [InlineData("256")]
    [InlineData("x")]
    [InlineData("")]
    public void Next_FileDamaged_BeginsAnew(string content)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.FullName, "cloud");
        File.WriteAllText(path, content);
        Assert.Equal(0, new BirthNumbers(path).Next());
        Assert.Equal(1, new BirthNumbers(path).Next());
    }

    [Fact]
    public void Next_FolderCannotBeWritten_CountsOn()
    {
        var numbers = new BirthNumbers("/proc/nowhere/cloud");
        Assert.Equal([0, 1, 2], new[] { numbers.Next(), numbers.Next(), numbers.Next() });
    }
}
