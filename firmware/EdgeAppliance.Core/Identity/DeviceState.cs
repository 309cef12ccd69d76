namespace EdgeAppliance.Core.Identity;

public enum DeviceState
{
    Active,
    Expired,
    Revoked,
}
