namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>What a credential was sealed with.</summary>
internal enum SealingKey
{
    /// <summary>The TPM, or that and the host's key.</summary>
    Tpm,

    /// <summary>A file on the data partition.</summary>
    Host,
}
