using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EdgeAppliance.Bundles.Rollouts;

/// <summary>Where a device stands in a rollout, from 0 to 999,999: the first eight bytes of SHA-256 over the rollout's id, a line feed and the
/// device's id, as a share of a million. Frozen: the devices of a stage must not change while it lasts. Another rollout has another order, so
/// that not always the same devices come first.</summary>
public static class RolloutShare
{
    public static int Of(string rollout, string device) => Of($"{rollout}\n{device}");

    /// <summary>The same for anything else that devices are spread by.</summary>
    internal static int Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return (int)Math.BigMul(BinaryPrimitives.ReadUInt64BigEndian(hash), RolloutStage.AllPpm, out _);
    }
}
