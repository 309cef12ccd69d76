using System.Device.I2c;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Edgectl.Provision.Apply;
using EdgeAppliance.Tests.Drivers.Sensors;

namespace EdgeAppliance.Tests.Edgectl.Provision;

public sealed class StatusDisplayTests : IDisposable
{
    private readonly ProvisionWorld _world = new();
    private readonly Ssd1306Chip _chip = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Words_Refused_BeginWithTheFirstThingToMend()
    {
        _world.Put("{\n\"version\": 1,\n\"device\": { \"id\": \"a\" },\n\"system\": { \"hostName\": \"a_b\" } }");
        int code = _world.Run();
        var words = StatusDisplay.Words(code, _world.Said);
        Assert.Equal(["NOT TAKEN OVER", "provision.json:4:", "system.hostName: must"], words.Take(3));
        Assert.DoesNotContain(words, line => line.Length > 21);
    }

    [Fact]
    public void Words_Done_AreWhoItIs()
    {
        _world.Put("""{ "version": 1, "device": { "id": "pump-7" }, "system": { "hostName": "pump-7" } }""");
        Assert.Equal(["Done", "Device: pump-7", "Host name: pump-7"], StatusDisplay.Words(_world.Run(), _world.Said));
    }

    [Fact]
    public void Words_Failed_SayWhy()
    {
        _world.SealingFails = "the TPM is silent";
        _world.Put("""{ "version": 1, "device": { "id": "a" }, "credentials": { "c": "x" } }""");
        Assert.Equal(["Failed, tries again", "the TPM is silent"], StatusDisplay.Words(_world.Run(), _world.Said));
    }

    [Fact]
    public void Words_LongWord_IsBroken() =>
        Assert.Equal(["TROUBLE", "aaaaaaaaaaaaaaaaaaaaa", "a b"], StatusDisplay.Trouble(new string('a', 22) + " b"));

    [Fact]
    public void Show_Display_HasTheWords()
    {
        new StatusDisplay(null, Open).Show(["!"]);
        Assert.True(_chip.IsOn);
        Assert.Equal("..#..", _chip.Picture(0, 5)[0]);
    }

    [Fact]
    public void Show_NoDisplay_IsNoFault()
    {
        _chip.IsUnplugged = true;
        new StatusDisplay(null, Open).Working();
        new StatusDisplay(null, _ => throw new BusException(BusFault.Unplugged, "There is no I2C bus '1'.")).Working();
    }

    /// <summary>Something else has the address.</summary>
    [Fact]
    public void Show_DisplayThatIsNotWanted_IsNotTouched()
    {
        new StatusDisplay(0, Open).Working();
        Assert.Equal(0, _chip.Transfers);
    }

    private I2cDevice Open(I2cPlace place)
    {
        Assert.Equal(("1", 0x3C), (place.Bus, place.Address));
        return _chip;
    }
}
