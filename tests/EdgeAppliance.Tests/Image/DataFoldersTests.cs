
namespace EdgeAppliance.Tests.Image;

/// <summary>What each start puts on the data partition.</summary>
public sealed class DataFoldersTests : BoardScriptTests
{
    public DataFoldersTests()
    {
        Write("defaults/appliance.json", "{ }");
        Write("defaults/network/80-wired.network", "[Match]");
    }

    [Fact]
    public void Run_NewPartition_HasWhatTheMountsNeed()
    {
        Run();
        Assert.Equal(("{ }", "[Match]"), (Read("data/config/appliance.json"), Read("data/system/network/80-wired.network")));
        Assert.True(Directory.Exists(At("data/config/credentials")));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(At("data/system/ssh")));
    }

    /// <summary>A file system that is asked for no sync keeps the name of a new file, and may lose what is in it.</summary>
    [Fact]
    public void Run_FilesThatACutLeftEmpty_AreMadeAnew()
    {
        Write("data/config/appliance.json", "");
        Write("data/system/network/80-wired.network", "");
        Run();
        Assert.Equal(("{ }", "[Match]"), (Read("data/config/appliance.json"), Read("data/system/network/80-wired.network")));
    }

    [Fact]
    public void Run_FilesThatAreThere_Stay()
    {
        Write("data/config/appliance.json", "mine");
        Write("data/system/network/80-wired.network", "mine");
        Run();
        Assert.Equal(("mine", "mine"), (Read("data/config/appliance.json"), Read("data/system/network/80-wired.network")));
    }

    [Fact]
    public void Run_HostName_IsWhatWasProvisionedElseTheImages()
    {
        Write("data/config/hostname", "pump-7\n");
        Run();
        Assert.Equal("pump-7", Read("hostname").Trim());
        File.Delete(At("data/config/hostname"));
        Run();
        Assert.Equal(File.ReadAllText("/etc/hostname").Trim(), Read("hostname").Trim());
    }

    private void Run()
    {
        var (code, output) = ImageScript.Run("/bin/sh", [ImageScript.PathOf("data-folders"), At("data"), At("defaults"), At("hostname")]);
        Assert.True(code == 0, output);
    }
}
