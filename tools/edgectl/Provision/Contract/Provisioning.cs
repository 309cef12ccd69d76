using EdgeAppliance.Core.Configuration;

namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>What a <c>provision.json</c> asks for. What is null is left as it is on the device.</summary>
internal sealed record Provisioning
{
    /// <summary>The file's own value, to find the line of what is found wrong later.</summary>
    public required ConfigNode Root { get; init; }

    public string? DeviceId { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public string? HostName { get; init; }

    /// <summary>As <c>Europe/Berlin</c>.</summary>
    public string? TimeZone { get; init; }

    /// <summary>NTP, host names or addresses.</summary>
    public IReadOnlyList<string>? TimeServers { get; init; }

    public NetworkWish? Network { get; init; }

    /// <summary>Lines of <c>authorized_keys</c>; an empty list closes SSH again.</summary>
    public IReadOnlyList<string>? SshKeys { get; init; }

    public IdentityWish? Identity { get; init; }

    /// <summary>Name to value; a null value takes the credential away.</summary>
    public IReadOnlyDictionary<string, string?> Credentials { get; init; } = new Dictionary<string, string?>();

    /// <summary>Sections of the appliance's configuration; a section that is null is taken away.</summary>
    public ConfigNode? Configuration { get; init; }

    public UpdatesWish? Updates { get; init; }

    public ConsoleWish? Console { get; init; }

    public BoardWish? Board { get; init; }
}
