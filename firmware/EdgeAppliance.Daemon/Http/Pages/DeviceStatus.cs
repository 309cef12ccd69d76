using EdgeAppliance.Core.Identity;

namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>A device that is known; its credentials by their types alone.</summary>
internal sealed record DeviceStatus
{
    public required string Id { get; init; }

    public required string Tenant { get; init; }

    public required DeviceState State { get; init; }

    public int Connections { get; init; }

    public IReadOnlyList<string> Credentials { get; init; } = [];

    public IReadOnlyList<string> Publish { get; init; } = [];

    public IReadOnlyList<string> Subscribe { get; init; } = [];

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? Expires { get; init; }

    public DateTimeOffset? Revoked { get; init; }

    /// <summary>When the newest certificate that was issued to it here ends.</summary>
    public DateTimeOffset? CertificateExpires { get; init; }
}
