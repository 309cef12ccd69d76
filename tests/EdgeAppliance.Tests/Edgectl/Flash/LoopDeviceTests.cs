using EdgeAppliance.Tests.Architecture;

namespace EdgeAppliance.Tests.Edgectl.Flash;

/// <summary>The same on a block device: opened for one alone, read back past the kernel's memory of it.</summary>
public sealed class LoopDeviceTests : IDisposable
{
    private readonly CardImage _card = new();

    public void Dispose() => _card.Dispose();

    [LoopFact]
    public async Task Flash_LoopDevice_IsWrittenReadBackAndProvisioned()
    {
        _card.Format();
        _card.Map();
        _card.Sign();
        string provision = Path.Combine(ProjectReferences.Root, "firmware", "provision.example.json");
        string device = CardImage.Tool("losetup", "--find", "--show", _card.Target).Trim();
        try
        {
            var run = await EdgectlRun.Of("image", "flash", device, "--image", _card.File, "--key", _card.Key, "--yes", "--provision", provision);
            Assert.Equal((0, ""), (run.Code, run.Errors));
            Assert.Contains("were read back", run.Output);
            Assert.Equal(File.ReadAllText(provision), CardImage.Tool("mtype", "-i", $"{_card.Target}@@{CardImage.FatAt}", "::provision.json"));
            using var taken = EdgeAppliance.Edgectl.Flash.RawDisk.OpenToWrite(device, isDevice: true);
            run = await EdgectlRun.Of("image", "flash", device, "--image", _card.File, "--key", _card.Key, "--yes");
            Assert.Equal(1, run.Code);
            Assert.Contains("busy", run.Errors);
            Assert.Contains("busy", Assert.Throws<IOException>(() => EdgeAppliance.Edgectl.Flash.FatCopy.Put(device, true, provision, "provision.json")).Message);
        }
        finally
        {
            CardImage.Tool("losetup", "--detach", device);
        }
    }
}
