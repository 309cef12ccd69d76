using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors.Ssd1306;

namespace EdgeAppliance.Tests.Drivers.Sensors;

public sealed class Ssd1306NoticeTests
{
    [Theory]
    [InlineData(0x46, 8)]
    [InlineData(0x07, 8)]
    [InlineData(0x43, 4)]
    public void Show_StatusOfADisplay_IsShownAndStaysOn(byte status, int pages)
    {
        var chip = new Ssd1306Chip { Status = status };
        Assert.True(Ssd1306Notice.Show(chip, SimulatedChips.Place, null, ["!"]));
        Assert.True(chip.IsOn);
        Assert.Equal((pages, "..#.."), (chip.Pages, chip.Picture(0, 5)[0]));
    }

    /// <summary>What is written to a PCF8574A are the levels of its outputs.</summary>
    [Theory]
    [InlineData(0xFF)]
    [InlineData(0x00)]
    public void Show_AnotherChipAtItsAddress_IsNotWrittenTo(byte status)
    {
        var chip = new Ssd1306Chip { Status = status };
        Assert.False(Ssd1306Notice.Show(chip, SimulatedChips.Place, null, ["!"]));
        Assert.Equal(1, chip.Transfers);
    }

    [Fact]
    public void Show_DisplayThatWasNamed_IsNotAskedWhatItIs()
    {
        var chip = new Ssd1306Chip { Status = 0xFF };
        Assert.True(Ssd1306Notice.Show(chip, SimulatedChips.Place, 4, ["!"]));
        Assert.Equal(4, chip.Pages);
    }

    [Fact]
    public void Show_NobodyAnswers_IsAFaultOfTheBus() =>
        Assert.Throws<BusException>(() => Ssd1306Notice.Show(new Ssd1306Chip { IsUnplugged = true }, SimulatedChips.Place, null, ["!"]));
}
