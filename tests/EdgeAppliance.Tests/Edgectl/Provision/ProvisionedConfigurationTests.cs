using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Edgectl.Provision.Apply;
using EdgeAppliance.Tests.Architecture;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Edgectl.Provision;

/// <summary>What provisioning makes is what the daemon reads.</summary>
public sealed class ProvisionedConfigurationTests
{
    private static readonly string s_example = File.ReadAllText(Path.Combine(ProjectReferences.Root, "firmware", "provision.example.json"));

    [Fact]
    public void Run_Example_MakesAConfigurationThatTheDaemonTakes()
    {
        using var world = new ProvisionWorld();
        using var credentials = new TemporaryFolder();
        world.Put(s_example);
        Assert.Equal(ProvisionCodes.Done, world.Run());
        foreach (string name in world.CheckedCredentials) File.WriteAllText(Path.Combine(credentials.FullName, name), "x");
        var context = new ConfigContext(new SecretStore(name => name == "CREDENTIALS_DIRECTORY" ? credentials.FullName : null), _ => new StepCatalog());
        var read = ConfigReader.Read("appliance.json", File.ReadAllBytes(world.Paths.At(ProvisionPaths.Appliance)), context);
        Assert.Empty(read.Errors);
        var own = read.Configuration!.Certificates["device"];
        Assert.Equal(("/var/lib/edge-appliance/identity/device.key", "pump-station-7"), (own.KeyFile, own.User!));
    }

    [Fact]
    public void Read_CredentialOfAFolder_IsFoundByItsName()
    {
        using var credentials = new TemporaryFolder();
        File.WriteAllText(Path.Combine(credentials.FullName, "edge_llm-key"), "secret");
        var store = new SecretStore(name => name == "CREDENTIALS_DIRECTORY" ? credentials.FullName : null);
        Assert.Equal("secret", store.Expand("${credential:llm-key}", out _));
        File.WriteAllText(Path.Combine(credentials.FullName, "llm-key"), "the unit's own");
        Assert.Equal("the unit's own", store.Expand("${credential:llm-key}", out _));
    }

    [Fact]
    public void Tokens_AreThoseThatTheDaemonReads()
    {
        using var world = new ProvisionWorld();
        world.Put(s_example);
        world.Run();
        var token = Assert.Single(EdgeAppliance.Daemon.Http.Tokens.TokenFile.Read(world.Paths.At(ProvisionPaths.Tokens))!);
        Assert.Equal(("technician", EdgeAppliance.Daemon.Http.Tokens.AccessScope.Operate), (token.Name, token.Scope));
    }
}
