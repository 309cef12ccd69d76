using System.Security.Cryptography;
using System.Text;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Bench.Ingest;

/// <summary>The load generator's publishers as devices that are known, each allowed its own topic and a few more.</summary>
internal static class LoadDevices
{
    /// <summary>What mosquitto reads as its acl_file.</summary>
    public static string AclFile(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(number => $"user {LoadPublisher.NameOf(number)}\n{string.Concat(Topics(number).Select(topic => $"topic write {topic}\n"))}\n"));

    public static DeviceAdmission Admission(int count, TimeProvider time)
    {
        var registry = new DeviceRegistry();
        byte[] hash = SHA256.HashData(Encoding.ASCII.GetBytes(LoadPublisher.Secret));
        for (int number = 0; number < count; number++)
            registry.Put(new DeviceRecord { Id = LoadPublisher.NameOf(number), Credentials = [new SecretCredential(hash)], Publish = Topics(number), Created = time.GetUtcNow() });
        return new DeviceAdmission(registry, new DeviceCertificates(registry, null, time.GetUtcNow), new AdmissionFailures(time, NullLogger.Instance), time.GetUtcNow);
    }

    private static string[] Topics(int number) => [$"site/{number}/#", $"plant/+/{number}/state", LoadPublisher.TopicOf(number)];
}
