using EdgeAppliance.Daemon.Health;
using EdgeAppliance.Edgectl.Clock;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Edgectl.Clock;

public sealed class ClockFloorTests : IDisposable
{
    private static readonly DateTimeOffset s_built = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public ClockFloorTests()
    {
        File.WriteAllText(Epoch, "");
        File.SetLastWriteTimeUtc(Epoch, s_built.UtcDateTime);
    }

    private string Epoch => Path.Combine(_folder.FullName, "epoch");

    private string Known => Path.Combine(_folder.FullName, "clock");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(5, 5)]
    [InlineData(-5, 0)]
    public void Read_DaemonsRecord_CountsWhereItIsLater(int days, int expected)
    {
        new ClockRecord("boot", true, s_built.AddDays(days)).Write(Known);
        Assert.Equal(s_built.AddDays(expected), ClockFloor.Read(Epoch, Known));
    }

    [Fact]
    public void Read_NoRecord_IsTheImages()
    {
        Assert.Equal(s_built, ClockFloor.Read(Epoch, Known));
        File.WriteAllText(Known, "utc soon\n");
        Assert.Equal(s_built, ClockFloor.Read(Epoch, Known));
    }
}
