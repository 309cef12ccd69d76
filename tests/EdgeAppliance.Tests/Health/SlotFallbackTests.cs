using EdgeAppliance.Daemon.Health;

namespace EdgeAppliance.Tests.Health;

public sealed class SlotFallbackTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Look_AnUpdateWasGivenUp_SaysWhichAndWhy()
    {
        File.WriteAllText(_file, "SLOT=B\nVERSION=1.2.0\nREASON=not healthy within 600 s: the store\u0007 is full\nRUNNING=A 1.1.0\n");
        var condition = Assert.Single(SlotFallback.Look(_file));
        Assert.Equal("system.update-given-up", condition.Code);
        Assert.Contains("to 1.2.0 in slot B was given up: not healthy within 600 s: the store  is full.", condition.Text);
        Assert.Contains("/data/os/journal-B", condition.Remedy);
    }

    [Theory]
    [InlineData("")]
    [InlineData("VERSION=1\n")]
    [InlineData("SLOTS=B\n")]
    [InlineData("\0\0\0\0")]
    public void Look_NothingOfUse_SaysNothing(string text)
    {
        File.WriteAllText(_file, text);
        Assert.Empty(SlotFallback.Look(_file));
    }

    [Fact]
    public void Look_NoFile_SaysNothing() => Assert.Empty(SlotFallback.Look(_file + ".none"));

    [Fact]
    public void Look_AFileWithoutEnd_IsReadNoFurtherThanItMay()
    {
        File.WriteAllText(_file, "SLOT=B\nREASON=" + new string('x', 1 << 20));
        Assert.InRange(Assert.Single(SlotFallback.Look(_file)).Text.Length, 4000, 4300);
    }
}
