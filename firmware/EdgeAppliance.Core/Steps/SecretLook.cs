namespace EdgeAppliance.Core.Steps;

/// <summary>Fills in what a text such as <c>${credential:NAME}</c> or <c>${file:PATH}</c> stands for.</summary>
/// <param name="wrong">Why there is nothing, without a secret in it.</param>
public delegate string? SecretLook(string text, out string wrong);
