namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Seals nothing, and says what would be sealed with.</summary>
/// <param name="tpm">The kernel's device of a TPM 2.0.</param>
internal sealed class PretendedSealer(string tpm = "/dev/tpmrm0") : ICredentialSealer
{
    public SealedCredential Seal(string name, string secret) => new([], File.Exists(tpm) ? SealingKey.Tpm : SealingKey.Host);
}
