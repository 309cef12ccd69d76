using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Identity.Revocation;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Identity;

/// <summary>A registry with its folder, and the admission before it, at a time that the test sets.</summary>
internal sealed class Guarded : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="revoked">What the authorities have taken back; null where nobody says.</param>
    public Guarded(X509Certificate2Collection? authorities = null, RevocationLists? revoked = null)
    {
        Folder = new DeviceFolder(Path.Combine(_folder.FullName, "devices"));
        Folder.Load(Registry);
        Changes = new DeviceChanges(Registry, Folder, Tenants, () => Time.GetUtcNow());
        Failures = new AdmissionFailures(Time, NullLogger.Instance);
        Admission = new DeviceAdmission(Registry, new DeviceCertificates(Registry, authorities, () => Time.GetUtcNow(), revoked), Failures, () => Time.GetUtcNow());
    }

    /// <summary>Any, unless a test names some.</summary>
    public HashSet<string> Tenants { get; } = [];

    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public DeviceRegistry Registry { get; } = new();

    public DeviceFolder Folder { get; }

    public DeviceChanges Changes { get; }

    public AdmissionFailures Failures { get; }

    public DeviceAdmission Admission { get; }

    /// <returns>The generated secret.</returns>
    public string Add(string id, string[]? publish = null, string[]? subscribe = null) =>
        Changes.Add(new NewDevice(id) { Publish = publish ?? ["plant/{device}/telemetry"], Subscribe = subscribe ?? [] })!;

    public void Dispose() => _folder.Dispose();
}
