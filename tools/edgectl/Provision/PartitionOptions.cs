using System.CommandLine;
using EdgeAppliance.Edgectl.Provision.Apply;

namespace EdgeAppliance.Edgectl.Provision;

/// <summary>Where the device's two partitions are.</summary>
internal sealed class PartitionOptions
{
    private readonly Option<string> _boot = new("--boot") { Description = "Where the FAT partition is.", DefaultValueFactory = _ => "/boot/firmware" };
    private readonly Option<string> _data = new("--data") { Description = "Where the data partition is.", DefaultValueFactory = _ => "/data" };

    public void AddTo(Command command)
    {
        command.Add(_boot);
        command.Add(_data);
    }

    public ProvisionPaths Paths(ParseResult parsed) => new(parsed.GetValue(_boot)!, parsed.GetValue(_data)!);
}
